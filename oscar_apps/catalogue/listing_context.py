"""A list of goods as its page needs it: cards, facets as links, active filters, sorts, the way on."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import Http404
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.templatetags.shop import money_text

from .colours import FAMILIES
from .facets import MOST_CHOICES, Counts, Table, table_of
from .filters import RATINGS, SORT_LABELS, SORTS, SWITCHES, Filters, address
from .listing import Choice, Listing, NoSuchPage, Scope, choose, effective_sort, list_goods

#: Facets that stand open at first; the others open themselves when they are in use.
OPEN = frozenset({"brand", "color"})
#: Letter sizes in the order of the rail, before numbers.
LETTERS = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "2XL", "3XL", "4XL")


def listing_context(scope: Scope, query: Any, *, path: str) -> dict[str, Any]:
    """Everything the listing part of a page shows. `path` is the page's address; raises `Http404` behind the end."""
    choice = choose(Filters.parse(query).without(*scope.fixed))
    table = table_of(scope)
    try:
        listing = list_goods(scope, choice, table=table)
    except NoSuchPage as problem:
        raise Http404(_("This list has no such page.")) from problem
    sort = effective_sort(scope, choice.filters)
    return {
        "listing": listing,
        "cards": listing.cards,
        "page": listing.page,
        "count_text": count_text(listing),
        "more_url": _more_url(listing, choice, path, query),
        "facets": facet_list(scope, choice, table, path=_Path(path, query)),
        "price_facet": _price_facet(choice, table, query),
        "filters": active_filters(choice, path=_Path(path, query)),
        "clear_url": address(path, _words(query)),
        "sorts": [{"code": code, "label": SORT_LABELS[code], "active": code == sort} for code in _sorts(scope)],
        "sort_fields": [*_words(query), *choice.filters.pairs(sort=False)],
        "unknown_filters": [f"{each.name}: {each.value}" for each in choice.filters.unknown],
        "list_path": path,
    }


class _Path:
    """Addresses of this list under other filters; a search keeps its words."""

    def __init__(self, path: str, query: Any) -> None:
        self.path, self.words = path, _words(query)

    def to(self, filters: Filters) -> str:
        return address(self.path, [*self.words, *filters.pairs()])


def _words(query: Any) -> list[tuple[str, str]]:
    return [("q", query["q"])] if query.get("q") else []


def _sorts(scope: Scope) -> Iterable[str]:
    return SORT_LABELS if scope.ranked is not None else SORTS


def count_text(listing: Listing) -> str:
    """ "118 products", "1,000+ products"."""
    number = number_format(listing.total, use_l10n=True, force_grouping=True)
    words = ngettext("%(count)s product", "%(count)s products", listing.total)
    return words % {"count": f"{number}+" if listing.is_capped else number}


def _more_url(listing: Listing, choice: Choice, path: str, query: Any) -> str:
    if listing.more is None:
        return ""
    return address(path, [*_words(query), *choice.filters.pairs(), listing.more])


# Facets --------------------------------------------------------------------------------------------------------------


def facet_list(scope: Scope, choice: Choice, table: Table, *, path: _Path) -> list[dict[str, Any]]:
    """The facets as `components/facet.html` takes them; one with nothing to choose is left out."""
    counts = table.counts(choice)
    made = [
        _switches(scope, choice, counts, table, path),
        _facet("brand", _("Brand"), _named(table.brands, counts, "brand"), choice, table, path),
        _facet("color", _("Colour"), _colours(counts), choice, table, path),
        _facet("size", _("Size"), _sizes(counts), choice, table, path),
        _facet("seller", _("Shop"), _named(table.sellers, counts, "seller"), choice, table, path),
        _facet("rating", _("Rating"), _ratings(counts), choice, table, path),
    ]
    return [facet for facet in made if facet and facet["name"] not in scope.fixed]


def _switches(scope: Scope, choice: Choice, counts: Counts, table: Table, path: _Path) -> dict[str, Any] | None:
    """What is there now and what costs less, in one facet, because each alone has a single choice."""
    words = {"in_stock": _("In stock"), "on_sale": _("On sale")}
    made = [
        _facet(name, "", [("1", words[name], counts.by_facet[name][True], "")], choice, table, path)
        for name in SWITCHES
        if name not in scope.fixed
    ]
    values = [value for facet in made if facet for value in facet["values"]]
    return {"name": "switches", "label": _("Show only"), "open": True, "values": values} if values else None


#: Value in the address, words, number of goods, colour.
Choices = list[tuple[Any, str, int, str]]


def _facet(name: str, label: str, choices: Choices, choice: Choice, table: Table, path: _Path) -> dict[str, Any] | None:
    filters = choice.filters
    present = getattr(filters, name)
    values = [
        {
            "label": words,
            "count": number if table.is_complete else None,
            "url": path.to(filters.toggled(name, value)),
            "active": _is_on(present, value),
            "hex": colour,
        }
        for value, words, number, colour in choices
        if number or _is_on(present, value)
    ]
    if not values:
        return None
    return {"name": name, "label": label, "open": name in OPEN or bool(present), "values": values}


def _is_on(present: Any, value: Any) -> bool:
    if isinstance(present, tuple):
        return value in present
    return present is True or present == value


def _named(names: dict[int, tuple[str, str]], counts: Counts, facet: str) -> Choices:
    """Brands or shops, those with most goods first."""
    counter = counts.by_facet[facet]
    most = sorted(names, key=lambda pk: (-counter[pk], names[pk][1].casefold()))[:MOST_CHOICES]
    return [(names[pk][0], names[pk][1], counter[pk], "") for pk in most]


def _colours(counts: Counts) -> Choices:
    counter = counts.by_facet["color"]
    return [(family.code, str(family.label), counter[family.code], family.hex) for family in FAMILIES.values()]


def _sizes(counts: Counts) -> Choices:
    counter = counts.by_facet["size"]
    return [(size, size, number, "") for size, number in sorted(counter.items(), key=lambda item: size_order(item[0]))][
        :MOST_CHOICES
    ]


def size_order(size: str) -> tuple[int, float, str]:
    """Letter sizes from small to large, then numbers, then words."""
    if size.upper() in LETTERS:
        return (0, LETTERS.index(size.upper()), "")
    digits = "".join(each for each in size if each.isdigit() or each == ".").strip(".")
    return (1, float(digits), size) if digits.count(".") < 2 and digits else (2, 0, size)


def _ratings(counts: Counts) -> Choices:
    counter = counts.by_facet["rating"]
    return [(stars, _("%(stars)s stars and more") % {"stars": stars}, counter[stars], "") for stars in RATINGS]


def _price_facet(choice: Choice, table: Table, query: Any) -> dict[str, Any] | None:
    """The two price fields with what they hold and what the list's prices are."""
    span = table.prices()
    filters = choice.filters
    if span is None:
        return None
    return {
        "low": filters.min_price,
        "high": filters.max_price,
        "lowest": span[0].to_integral_value(rounding="ROUND_FLOOR"),
        "highest": span[1].to_integral_value(rounding="ROUND_CEILING"),
        "currency": settings.SHOP_CURRENCY,
        "fields": [*_words(query), *filters.without_prices().pairs()],
    }


# Active filters ------------------------------------------------------------------------------------------------------


def active_filters(choice: Choice, *, path: _Path) -> list[dict[str, str]]:
    """Each filter in force with the address that takes it away."""
    filters = choice.filters
    chips = [(label, filters.toggled(name, value)) for name, value, label in _in_force(choice)]
    if filters.min_price is not None or filters.max_price is not None:
        chips.append((_price_words(filters.min_price, filters.max_price), filters.without_prices()))
    return [{"label": label, "url": path.to(without)} for label, without in chips]


def _in_force(choice: Choice) -> list[tuple[str, Any, str]]:
    filters = choice.filters
    return [
        *(("brand", slug, name) for slug, name in zip(filters.brand, choice.brands.values(), strict=True)),
        *(("seller", slug, name) for slug, name in zip(filters.seller, choice.sellers.values(), strict=True)),
        *(("color", code, str(FAMILIES[code].label)) for code in filters.color),
        *(("size", size, _("Size %(size)s") % {"size": size}) for size in filters.size),
        *(
            [("rating", filters.rating, _("%(stars)s stars and more") % {"stars": filters.rating})]
            if filters.rating
            else ()
        ),
        *([("in_stock", "1", _("In stock"))] if filters.in_stock else ()),
        *([("on_sale", "1", _("On sale"))] if filters.on_sale else ()),
    ]


def _price_words(low: Decimal | None, high: Decimal | None) -> str:
    if low is None:
        return _("Up to %(price)s") % {"price": money_text(high)}
    if high is None:
        return _("From %(price)s") % {"price": money_text(low)}
    return _("%(low)s to %(high)s") % {"low": money_text(low), "high": money_text(high)}
