"""The choice among variants: colours as swatches, sizes as chips, each a link to the page with that variant chosen."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from .models import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One value. Without `url` it cannot be chosen; `reason` says why, or that it is sold out."""

    label: str
    hex: str = ""
    url: str = ""
    is_chosen: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    colours: list[Option] = field(default_factory=list)
    sizes: list[Option] = field(default_factory=list)
    #: Variants that differ by neither, named by their title.
    others: list[Option] = field(default_factory=list)
    chosen_colour: str = ""
    chosen_size: str = ""


def choices_of(*, variants: list[Product], chosen: Product, url: str) -> Choices | None:
    """What can be chosen, seen from the variant that is chosen now; None where there is nothing to choose.

    A colour always leads somewhere (to its nearest size); a size that is not made in the chosen colour does not.
    """
    if not variants:
        return None
    sized = any(each.size for each in variants)
    coloured = any(_colour(each) for each in variants)
    if not sized and not coloured:
        return Choices(others=[_option(each, each.get_title(), chosen, url) for each in variants])
    return Choices(
        colours=_colours(variants, chosen, url) if coloured else [],
        sizes=_sizes(variants, chosen, url) if sized else [],
        chosen_colour=chosen.color or "",
        chosen_size=chosen.size,
    )


def _colour(variant: Product) -> str:
    """What tells one colour from another: its value, or its name where it has none."""
    return variant.color_hex or variant.color or ""


def _is_in_stock(variant: Product) -> bool:
    offer = getattr(variant, "winning_offer", None)
    return bool(offer and offer.in_stock)


def _option(variant: Product, label: str, chosen: Product, url: str, *, value: str = "") -> Option:
    return Option(
        label=label,
        hex=value,
        url=f"{url}?variant={variant.pk}",
        is_chosen=variant.pk == chosen.pk,
        reason="" if _is_in_stock(variant) else _("Sold out"),
    )


def _colours(variants: list[Product], chosen: Product, url: str) -> list[Option]:
    options = []
    for colour in dict.fromkeys(_colour(each) for each in variants):
        same = [each for each in variants if _colour(each) == colour]
        nearest = min(same, key=lambda each: (each.size != chosen.size, not _is_in_stock(each), each.pk))
        shown = chosen if _colour(chosen) == colour else nearest
        options.append(_option(shown, nearest.color or colour, chosen, url, value=nearest.color_hex))
    return options


def _sizes(variants: list[Product], chosen: Product, url: str) -> list[Option]:
    from .listing_context import size_order

    options = []
    for size in sorted({each.size for each in variants if each.size}, key=size_order):
        fitting = next((each for each in variants if each.size == size and _colour(each) == _colour(chosen)), None)
        if fitting:
            options.append(_option(fitting, size, chosen, url))
        else:
            colour = chosen.color or _("this colour")
            options.append(Option(label=size, reason=_("Not made in %(colour)s") % {"colour": colour}))
    return options
