"""Pages of the account area, of guests' orders, and of signing in."""
