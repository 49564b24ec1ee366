"""Blocks that show what is really for sale: read while the page is made (`cms.live`), never stored."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ChoiceBlock, IntegerBlock, ListBlock, StructBlock, StructValue, TextBlock
from wagtail.images.blocks import ImageBlock

from .choosers import CategoryChooserBlock, PartnerChooserBlock, ProductChooserBlock
from .text import LinkBlock

MOST_IN_ROW = 12


class LiveValue(StructValue):
    """A block's value with a place for what `cms.live` has read for it."""

    #: What the block shows now; None until it was read.
    live = None


class TileBlock(StructBlock):
    """One category, with a picture of its own where the category's is not wanted."""

    category = CategoryChooserBlock(label=_("Category"))
    picture = ImageBlock(label=_("Another picture"), required=False)

    class Meta:
        icon = "folder-open-inverse"
        label = _("Category")


class CategoryTilesBlock(StructBlock):
    """Categories as pictures."""

    title = CharBlock(label=_("Title"), max_length=80)
    tiles = ListBlock(
        TileBlock(),
        label=_("Categories"),
        required=False,
        default=[],
        max_num=12,
        help_text=_("None chosen: the top categories in which there is something to buy."),
    )

    class Meta:
        icon = "grip"
        label = _("Categories")
        value_class = LiveValue
        template = "cms/blocks/category_tiles.html"


class ProductRowBlock(StructBlock):
    """A row of goods by a rule; a row with nothing to show is left out of the page."""

    NEW, SALE, POPULAR, FEATURED, CATEGORY, SELLER, CHOSEN = (
        "new", "sale", "popular", "featured", "category", "seller", "chosen"
    )  # fmt: skip
    RULES = (
        (NEW, _("Newest")),
        (SALE, _("On sale")),
        (POPULAR, _("Most bought")),
        (FEATURED, _("Featured")),
        (CATEGORY, _("Newest of a category")),
        (SELLER, _("Newest of a seller")),
        (CHOSEN, _("Chosen by hand")),
    )

    title = CharBlock(label=_("Title"), max_length=80)
    rule = ChoiceBlock(label=_("Which goods"), choices=RULES, default=NEW)
    category = CategoryChooserBlock(label=_("Category"), required=False)
    seller = PartnerChooserBlock(label=_("Seller"), required=False)
    products = ListBlock(ProductChooserBlock(), label=_("Products"), required=False, default=[], max_num=MOST_IN_ROW)
    number = IntegerBlock(label=_("How many at most"), min_value=2, max_value=MOST_IN_ROW, default=8)
    more = LinkBlock(label=_("Link beside the title"), required=False)

    class Meta:
        icon = "tag"
        label = _("Row of products")
        value_class = LiveValue
        template = "cms/blocks/product_row.html"


class SellerSpotlightBlock(StructBlock):
    """One seller with a few of its goods."""

    title = CharBlock(label=_("Title"), max_length=80)
    seller = PartnerChooserBlock(
        label=_("Seller"), required=False, help_text=_("None chosen: the best rated seller who has told a story.")
    )
    words = TextBlock(
        label=_("Words"), required=False, max_length=600, help_text=_("Empty: the beginning of the seller's own story.")
    )
    picture = ImageBlock(label=_("Picture"), required=False)

    class Meta:
        icon = "group"
        label = _("A seller")
        value_class = LiveValue
        template = "cms/blocks/seller_spotlight.html"
