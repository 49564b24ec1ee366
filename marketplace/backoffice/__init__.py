"""Tools for the screens of the Wagtail and Django admins. A leaf: it imports no room, so every room may use it."""
