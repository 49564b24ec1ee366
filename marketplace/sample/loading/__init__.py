"""Puts the sample market into a database. `market.load_market` does all of it; running it again adds what is missing."""
