"""What the journal refuses. These are faults of the caller, never of a person."""


class Unbalanced(Exception):
    """The entries of a transaction do not sum to zero, or one of them is not in whole minor units."""
