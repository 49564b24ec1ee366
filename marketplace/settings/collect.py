"""For `collectstatic` while an image is built: production's file names, none of its secrets. Serves nothing."""

from .base import *

SECRET_KEY = "collectstatic-signs-nothing"
