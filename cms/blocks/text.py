"""Words and links."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, PageChooserBlock, RichTextBlock, StructBlock, StructValue
from wagtail.blocks.struct_block import StructBlockValidationError

ALLOWED_STARTS = ("/", "https://", "mailto:", "tel:")


def in_this_language(address: str) -> str:
    """An address of our own (`/catalogue/`) under the prefix of the active language; others as they are."""
    language = get_language() or settings.LANGUAGE_CODE
    if language == settings.LANGUAGE_CODE or not address.startswith("/"):
        return address
    return f"/{language}{address}"


class LinkValue(StructValue):
    """A link; empty `url` when its page is gone."""

    @property
    def url(self) -> str:
        if page := self.get("page"):
            return page.url or ""
        return in_this_language(self.get("address") or "")


class LinkBlock(StructBlock):
    """A label and where it leads: a page, or an address of this site without its language prefix."""

    label = CharBlock(label=_("Label"), max_length=60)
    page = PageChooserBlock(label=_("Page"), required=False)
    address = CharBlock(
        label=_("or address"),
        required=False,
        max_length=300,
        help_text=_("For example /catalogue/ or https://example.org/. The language is put in front by itself."),
    )

    class Meta:
        icon = "link"
        label = _("Link")
        value_class = LinkValue

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        address = value.get("address") or ""
        if not address and not value.get("page"):
            raise StructBlockValidationError({"address": ValidationError(_("Choose a page or write an address."))})
        if address and not (address.startswith(ALLOWED_STARTS) and not address.startswith("//")):
            raise StructBlockValidationError({"address": ValidationError(_("An address begins with / or https://"))})
        return value


class TextBlock(StructBlock):
    """A heading and some paragraphs."""

    title = CharBlock(label=_("Title"), required=False, max_length=120)
    text = RichTextBlock(label=_("Text"), features=["h3", "bold", "italic", "ol", "ul", "link"])

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "cms/blocks/text.html"
