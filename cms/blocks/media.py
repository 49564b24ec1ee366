"""Blocks that are mainly a picture."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, StaticBlock, StructBlock
from wagtail.images.blocks import ImageBlock

from cms.pictures import Picture, shown

from .text import LinkBlock


class HeroBlock(StructBlock):
    """The top of a page: one picture, one promise, one action."""

    BESIDE, OVER = "beside", "over"
    LAYOUTS = ((BESIDE, _("Beside the picture")), (OVER, _("Over the picture, whose first third is calm")))

    eyebrow = CharBlock(label=_("Small line above"), required=False, max_length=60)
    promise = CharBlock(label=_("Promise"), max_length=90)
    text = CharBlock(label=_("One sentence more"), required=False, max_length=220)
    action = LinkBlock(label=_("Action"))
    picture = ImageBlock(label=_("Picture"))
    layout = ChoiceBlock(label=_("Where the words stand"), choices=LAYOUTS, default=BESIDE)

    class Meta:
        icon = "image"
        label = _("Top of the page")
        template = "cms/blocks/hero.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["picture"] = _picture(value.get("picture"))
        return context


class BannersBlock(StaticBlock):
    """Where the banners of the position "in the page" stand; they are kept under Shop words."""

    class Meta:
        icon = "bullhorn"
        label = _("Banners")
        admin_text = _("Shows the banners whose position is “in the page” and whose time it is.")
        template = "cms/blocks/banners.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from cms.selectors import frame

        context = super().get_context(value, parent_context)
        context["banners"] = frame().page_banners
        return context


class GuaranteesBlock(StaticBlock):
    """The guarantees of the shop, large."""

    class Meta:
        icon = "check"
        label = _("Guarantees")
        admin_text = _("Shows the guarantees that are kept under Shop words.")
        template = "cms/blocks/guarantees.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from cms.selectors import frame

        context = super().get_context(value, parent_context)
        context["guarantees"] = frame().guarantees
        return context


def _picture(image: Any) -> Picture | None:
    return shown(image) if image else None
