"""Index fields that hold a text in every language of the shop: a buyer may search in any of them."""

from typing import Any

from django.conf import settings
from modelsearch import index
from modeltranslation.utils import build_localized_fieldname


def in_all_languages(instance: Any, field: str) -> str:
    """The text of a translated field in every language, each once."""
    texts = (getattr(instance, build_localized_fieldname(field, code), "") or "" for code, _name in settings.LANGUAGES)
    return " ".join(dict.fromkeys(filter(None, texts)))


class TranslatedSearchField(index.SearchField):
    def get_value(self, obj: Any) -> str:
        return in_all_languages(obj, self.field_name)


class TranslatedAutocompleteField(index.AutocompleteField):
    def get_value(self, obj: Any) -> str:
        return in_all_languages(obj, self.field_name)
