"""What a page may be built of."""

from wagtail.blocks import Block

from .commerce import CategoryTilesBlock, ProductRowBlock, SellerSpotlightBlock
from .media import BannersBlock, GuaranteesBlock, HeroBlock
from .text import TextBlock


def sections() -> list[tuple[str, Block]]:
    """The blocks of a home or landing page, by the names under which they are stored."""
    return [
        ("hero", HeroBlock()),
        ("categories", CategoryTilesBlock()),
        ("products", ProductRowBlock()),
        ("seller", SellerSpotlightBlock()),
        ("banners", BannersBlock()),
        ("guarantees", GuaranteesBlock()),
        ("text", TextBlock()),
    ]
