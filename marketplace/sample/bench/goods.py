"""Made-up goods: everything about product number n follows from the seed and n, so any table can ask again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

# fmt: off
MAKES: Final = (
    "Harar", "Awash", "Entoto", "Bale", "Simien", "Lalibela", "Gondar", "Jimma", "Axum", "Sheba", "Abay",
    "Tana", "Omo", "Afar", "Dashen", "Wenchi",
)
LOOKS: Final = (
    "handmade", "woven", "carved", "folding", "light", "sturdy", "small", "large", "quiet", "bright", "plain",
    "fine", "everyday", "travel",
)
THINGS: Final = (
    "basket", "lamp", "shirt", "kettle", "backpack", "notebook", "blanket", "speaker", "sandal", "mug", "chair",
    "jacket", "bracelet", "charger", "rug", "plate", "scarf", "clock", "wallet", "pot", "belt", "cushion",
    "headphones", "tray", "stool", "tea", "coffee", "honey", "candle", "soap",
)
# fmt: on
TOPS: Final = ("Clothing", "Shoes", "Bags", "Home", "Kitchen", "Electronics", "Books", "Garden", "Toys", "Beauty")
YEARS = timedelta(days=730)
MASK = (1 << 64) - 1
#: One in so many has a second seller; one in so many is sold out, is on sale, has a rating.
SECOND, SOLD_OUT, ON_SALE, RATED = 20, 12, 6, 3


class Good(NamedTuple):
    """One product with its offer, money in the shop's currency. `seller`, `brand`, `category` are places in lists."""

    number: int
    title: str
    slug: str
    price: Decimal
    compare_at: Decimal | None
    pieces: int
    seller: int
    second_seller: int | None
    brand: int
    category: int
    age: timedelta
    sold: int
    rating: float | None

    @property
    def sale_percentage(self) -> int:
        return int((self.compare_at - self.price) * 100 / self.compare_at) if self.compare_at else 0

    def created(self, now: datetime) -> datetime:
        return now - self.age


class Maker:
    """Makes the goods of one seed."""

    def __init__(self, *, seed: int, vendors: int, brands: int, categories: int) -> None:
        self.seed, self.vendors, self.brands, self.categories = seed, vendors, brands, categories

    def goods(self, number: int) -> Iterator[Good]:
        """The first `number` goods."""
        return (self.good(n) for n in range(number))

    def good(self, n: int) -> Good:
        dice = _Dice(self.seed, n)
        make, look, thing = dice.pick(MAKES), dice.pick(LOOKS), dice.pick(THINGS)
        price = Decimal(dice.below(9_900_000) // (1 + dice.below(60)) + 2_500).scaleb(-2)
        seller = dice.below(self.vendors)
        is_sold_out = dice.below(SOLD_OUT) == 0
        has_second = self.vendors > 1 and not is_sold_out and dice.below(SECOND) == 0
        return Good(
            number=n,
            title=f"{make} {look} {thing} {n}",
            slug=f"{make}-{look}-{thing}-{self.seed}-{n}".lower(),
            price=price,
            compare_at=_before(price, dice) if dice.below(ON_SALE) == 0 else None,
            pieces=0 if is_sold_out else 1 + dice.below(250),
            seller=seller,
            second_seller=(seller + 1 + dice.below(self.vendors - 1)) % self.vendors if has_second else None,
            brand=dice.below(self.brands),
            category=dice.below(self.categories),
            age=timedelta(seconds=dice.below(int(YEARS.total_seconds()))),
            sold=dice.below(2000) // (1 + dice.below(200)),
            rating=(20 + dice.below(31)) / 10 if dice.below(RATED) == 0 else None,
        )


def _before(price: Decimal, dice: _Dice) -> Decimal:
    """The price before: a fifth to four fifths more."""
    return (price * (120 + dice.below(60)) / 100).quantize(Decimal("0.01"))


class _Dice:
    """Splitmix64: quick, and the same numbers everywhere; Python's own generator costs more to seed than to use."""

    __slots__ = ("_state",)

    def __init__(self, seed: int, number: int) -> None:
        self._state = (seed * 0x9E3779B97F4A7C15 + number * 0xD1B54A32D192ED03 + 0x632BE59BD9B4E019) & MASK

    def below(self, limit: int) -> int:
        """A number from 0 to below the limit."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        return ((mixed ^ (mixed >> 31)) * limit) >> 64

    def pick(self, words: Sequence[str]) -> str:
        return words[self.below(len(words))]


def category_paths(number: int) -> list[tuple[str, ...]]:
    """So many leaf categories below the top ones."""
    return [(TOPS[n % len(TOPS)], f"{TOPS[n % len(TOPS)]} {n // len(TOPS) + 1}") for n in range(number)]


def brand_names(number: int) -> list[str]:
    """So many brands."""
    return [f"{MAKES[n % len(MAKES)]} {THINGS[n // len(MAKES) % len(THINGS)].title()} Co. {n}" for n in range(number)]
