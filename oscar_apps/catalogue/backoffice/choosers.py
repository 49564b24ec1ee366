"""Choosing a product, category or brand in a form or a block of the Wagtail admin."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname

from marketplace.backoffice.choosers import chooser


def _in_every_language(field: str) -> tuple[str, ...]:
    return tuple(build_localized_fieldname(field, code) for code, _name in settings.LANGUAGES)


product_chooser = chooser(
    "product_chooser",
    model="catalogue.Product",
    icon="tag",
    columns=(*_in_every_language("title"), "upc"),
    ordering="-pk",
    words={"choose_one_text": _("Choose a product"), "choose_another_text": _("Choose another product")},
)
category_chooser = chooser(
    "category_chooser",
    model="catalogue.Category",
    icon="folder-open-inverse",
    columns=_in_every_language("name"),
    ordering="path",
    words={"choose_one_text": _("Choose a category"), "choose_another_text": _("Choose another category")},
)
brand_chooser = chooser(
    "brand_chooser",
    model="catalogue.Brand",
    icon="crosshairs",
    columns=("name",),
    ordering="name",
    words={"choose_one_text": _("Choose a brand"), "choose_another_text": _("Choose another brand")},
)
