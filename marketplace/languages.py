"""Languages that Django does not know by itself."""

from django.conf import locale


def register() -> None:
    """Add Amharic to Django's table of languages; without it every language lookup is a KeyError."""
    locale.LANG_INFO.setdefault("am", {"bidi": False, "code": "am", "name": "Amharic", "name_local": "አማርኛ"})
