"""Refusals of the seller's services, in words a person can read."""


class IllegalStateChange(Exception):
    """A seller cannot move from its state to that one; `str()` of it is translated."""
