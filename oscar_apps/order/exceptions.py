from oscar.apps.order.exceptions import *  # noqa: F403


class IllegalMove(Exception):
    """A status change that the pipeline does not allow; `str()` is the reason, for the person who asked."""
