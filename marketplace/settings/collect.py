"""For `collectstatic` while an image is built: production's file names, none of its secrets. Serves nothing."""

from .base import *  # noqa: F403

SECRET_KEY = "collectstatic-signs-nothing"
