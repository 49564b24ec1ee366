"""What the basket page shows, worked out before any template: lines by seller, notices, ways out, promises."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.conf import settings

from oscar_apps.address.regions import region_name
from oscar_apps.catalogue.pictures import Picture, picture_of
from oscar_apps.checkout.quotes import LineQuote, Problem, Quote
from oscar_apps.checkout.services import quote
from oscar_apps.partner.availability import is_counted
from oscar_apps.partner.models import Partner, WinningOffer
from oscar_apps.shipping.selectors import FreeDelivery, Parcel, free_delivery

from .models import Basket, Line
from .selectors import other_offers

ZERO = Decimal(0)
#: Problems of a line that end when the buyer takes another seller's offer.
GONE = frozenset({"unavailable", "insufficient_stock"})


@dataclass(frozen=True, slots=True)
class Variant:
    """What tells one variant from the others."""

    color: str = ""
    color_hex: str = ""
    size: str = ""


@dataclass(slots=True)
class Row:
    """One line. Amounts include tax; `was` is the price when it was added, where that differs from now."""

    id: int
    title: str
    url: str
    variant: Variant
    picture: Picture | None
    quantity: int
    most: int
    unit_price: Decimal
    subtotal: Decimal
    total: Decimal
    was: Decimal | None = None
    problem: str = ""
    notices: list[tuple[str, str]] = field(default_factory=list)
    other: WinningOffer | None = None


@dataclass(slots=True)
class Group:
    """One seller's lines. `free` is the seller's promise of free delivery, `free_regions` where it holds."""

    partner: Partner
    rows: list[Row]
    subtotal: Decimal = ZERO
    discount: Decimal = ZERO
    free: FreeDelivery | None = None

    @property
    def goods(self) -> Decimal:
        return self.subtotal - self.discount

    @property
    def free_regions(self) -> str:
        return ", ".join(str(region_name(code)) for code in self.free.regions) if self.free else ""


@dataclass(frozen=True, slots=True)
class Page:
    """The whole basket. `total` is goods less discounts: delivery is known at checkout."""

    groups: Sequence[Group]
    count: int
    subtotal: Decimal
    discount: Decimal
    total: Decimal
    currency: str
    vouchers: Sequence[Any]
    discounts: Sequence[tuple[str, Decimal]]
    is_blocked: bool

    @property
    def is_empty(self) -> bool:
        return not self.groups


def basket_page(*, basket: Basket, said: Mapping[int, list[tuple[str, str]]] | None = None) -> Page:
    """The page of a basket; `said` are sentences for single lines, by line id, as (level, text)."""
    current = quote(basket=basket, country=settings.SHOP_COUNTRY, region="", shipping_choices={})
    lines = list(basket.all_lines())
    problems = {p.line_id: p for p in current.problems if p.line_id}
    rows = _rows(lines=lines, quoted=_quoted(current), problems=problems)
    for line_id, sentences in (said or {}).items():
        if line_id in rows:
            rows[line_id].notices.extend(sentences)
    _offer_ways_out(lines=lines, rows=rows)
    return Page(
        groups=_groups(lines=lines, rows=rows, current=current),
        count=sum(line.quantity for line in lines),
        subtotal=current.subtotal,
        discount=current.discount,
        total=current.subtotal - current.discount,
        currency=current.currency,
        vouchers=_vouchers(basket),
        discounts=[(a["name"], a["discount"]) for a in basket.offer_applications if not a["voucher"] and a["discount"]],
        is_blocked=any(problem.code in GONE for problem in problems.values()),
    )


def _quoted(current: Quote) -> dict[int, LineQuote]:
    return {quoted.line.pk: quoted for part in current.consignments for quoted in part.lines}


def _rows(*, lines: Sequence[Line], quoted: Mapping[int, LineQuote], problems: Mapping[int, Problem]) -> dict[int, Row]:
    return {line.pk: row_of(line=line, price=quoted.get(line.pk), problem=problems.get(line.pk)) for line in lines}


def row_of(*, line: Line, price: LineQuote | None, problem: Problem | None) -> Row:
    """One line as basket and checkout show it, with what stands in its way."""
    product = line.product
    row = Row(
        id=line.pk,
        title=product.get_title(),
        url=product.get_absolute_url(),
        variant=Variant(product.color, product.color_hex, product.size),
        picture=picture_of_product(product),
        quantity=line.quantity,
        most=_most(line),
        unit_price=price.unit_price if price else ZERO,
        subtotal=price.subtotal if price else ZERO,
        total=price.total if price else ZERO,
    )
    if problem is not None:
        _tell(row, problem)
    return row


def _tell(row: Row, problem: Problem) -> None:
    row.problem = problem.code
    if problem.code == "price_changed":
        row.was = problem.old
    else:
        row.notices.append(("warning", problem.message))


def _most(line: Line) -> int:
    record, limit = line.stockrecord, settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD
    counted = is_counted(product=line.product, stockrecord=record)
    return max(line.quantity, min(record.available, limit)) if counted else limit


def picture_of_product(product: Any, widths: Sequence[int] = (320,)) -> Picture | None:
    """The first picture of a product whose images are loaded; a variant without any shows its parent's."""
    images = list(product.images.all()) or (list(product.parent.images.all()) if product.parent_id else [])
    return picture_of(min(images, key=lambda image: image.display_order), widths) if images else None


def _offer_ways_out(*, lines: Sequence[Line], rows: Mapping[int, Row]) -> None:
    """Another seller's offer for every line whose own is gone. No query while nothing is."""
    stuck = [line for line in lines if rows[line.pk].problem in GONE]
    offers = other_offers([line.product_id for line in stuck])
    for line in stuck:
        offer = offers.get(line.product_id)
        if offer is not None and offer.stockrecord_id != line.stockrecord_id:
            rows[line.pk].other = offer


def _groups(*, lines: Sequence[Line], rows: Mapping[int, Row], current: Quote) -> list[Group]:
    groups: dict[int, Group] = {}
    for line in lines:
        partner = line.stockrecord.partner
        groups.setdefault(partner.pk, Group(partner, [])).rows.append(rows[line.pk])
    for part in current.consignments:
        group = groups[part.partner.pk]
        group.subtotal, group.discount = part.subtotal, part.discount
    parcels = [Parcel(partner_id=pk, subtotal=group.goods) for pk, group in groups.items()]
    promises = free_delivery(parcels=parcels, country=settings.SHOP_COUNTRY)
    for pk, group in groups.items():
        group.free = promises.get(pk)
    return list(groups.values())


def _vouchers(basket: Basket) -> list[dict[str, Any]]:
    """The vouchers in the basket with what each takes off now."""
    if basket.pk is None or not basket.may_have_vouchers:
        return []
    saved: dict[int, Decimal] = {}
    for application in basket.offer_applications:
        if application["voucher"]:
            pk = application["voucher"].pk
            saved[pk] = saved.get(pk, ZERO) + application["discount"]
    return [{"id": v.pk, "code": v.code, "name": v.name, "saved": saved.get(v.pk)} for v in basket.vouchers.all()]
