"""What the ticker does for the catalogue."""

from marketplace.page_cache import bump
from marketplace.ticker.registry import every

from .counting import count_products


@every("15m", name="catalogue.count_products")
def recount() -> None:
    """Bring the numbers of goods in each category up to date; the menu hides what is empty."""
    if count_products():
        bump(["menu"])
