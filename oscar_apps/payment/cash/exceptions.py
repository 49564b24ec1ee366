"""Refusals of the cash room, in words a person can read."""


class CashRefused(Exception):
    """`str()` of it is translated."""
