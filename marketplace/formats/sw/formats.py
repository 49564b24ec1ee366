"""Swahili."""

from marketplace.formats.dawn import *  # noqa: F403
