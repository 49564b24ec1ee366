"""Finding baskets and what can be put into them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import get_language
from oscar.core.loading import get_model

from marketplace.prepared import PreparedSelect
from oscar_apps.partner.models import StockRecord, WinningOffer
from oscar_apps.partner.strategy import Selector

from .exceptions import NotOffered, VariantNeeded
from .models import Basket, Line, offer_columns

RECORD_RELATIONS = ("partner", "product__product_class", "product__parent__product_class")


@dataclass(frozen=True, slots=True)
class Contents:
    """What the header says of a basket: pieces, and goods before discounts in the shop's currency, tax included."""

    count: int = 0
    total: Decimal = Decimal(0)


def cookie_value(basket: Basket) -> str:
    """What a guest's cookie holds."""
    return Signer().sign(basket.pk)


def basket_id_in(cookie: str) -> int | None:
    """The number in a guest's cookie, None where it is not ours."""
    try:
        return int(Signer().unsign(cookie))
    except (BadSignature, ValueError):
        return None


def guest_basket(cookie: str) -> Basket | None:
    """The open basket a guest's cookie names, or None."""
    pk = basket_id_in(cookie)
    found = _guests_open(pk) if pk else []
    return ready(found[0]) if found else None


def baskets_of(user: Any) -> list[Basket]:
    """A person's open baskets, oldest first; more than one only after a race."""
    return [ready(basket) for basket in _open().filter(owner=user).order_by("pk")]


def _open() -> QuerySet[Basket]:
    used = Basket.vouchers.through.objects.filter(basket_id=OuterRef("pk"))
    return Basket.objects.filter(status=Basket.OPEN).annotate(has_vouchers=Exists(used))


def _write_guests_open(basket_id: int) -> QuerySet[Basket]:
    return _open().filter(pk=basket_id, owner=None)


_guests_open = PreparedSelect(_write_guests_open)


def ready(basket: Basket) -> Basket:
    """The same basket, able to tell prices."""
    basket.strategy = Selector().strategy()
    return basket


def contents(*, user: Any = None, cookie: str = "") -> Contents:
    """Count and total of a person's or guest's basket in one query; nothing is asked for who has none."""
    whose = _whose(user=user, cookie=cookie)
    if whose is None:
        return Contents()
    sums = Line.objects.filter(whose, basket__status=Basket.OPEN).aggregate(
        count=Sum("quantity"), total=Sum(F("quantity") * F("stockrecord__price"))
    )
    return Contents(sums["count"] or 0, sums["total"] or Decimal(0))


def _whose(*, user: Any, cookie: str) -> Q | None:
    if user is not None and user.is_authenticated:
        return Q(basket__owner=user)
    pk = basket_id_in(cookie) if cookie else None
    return Q(basket_id=pk, basket__owner=None) if pk else None


def offer_to_buy(*, product_id: int, offer_id: int | None = None) -> StockRecord:
    """The stock record to put into a basket: the named seller's offer, else the winning one. One query.

    Raises `VariantNeeded` for a product with variants, `NotOffered` where nobody sells it.
    """
    record = _named_offer(product_id, offer_id) if offer_id else _winning_offer(product_id)
    if record is None:
        raise NotOffered()
    return record


def _named_offer(product_id: int, offer_id: int) -> StockRecord | None:
    columns = offer_columns(get_language() or settings.LANGUAGE_CODE)
    records = StockRecord.objects.select_related(*RECORD_RELATIONS).only(*columns)
    named = records.filter(Q(product_id=product_id) | Q(product__parent_id=product_id), pk=offer_id)
    return next(iter(named), None)


def _winning_offer(product_id: int) -> StockRecord | None:
    relations = [f"stockrecord__{name}" for name in RECORD_RELATIONS]
    winner = WinningOffer.objects.select_related(*relations).filter(product_id=product_id).first()
    if winner is None:
        return None
    if winner.stockrecord.product_id != product_id:
        raise VariantNeeded()
    return winner.stockrecord


def other_offers(product_ids: list[int]) -> dict[int, WinningOffer]:
    """The winning offers that can be bought now, by product, for lines whose own offer is gone."""
    if not product_ids:
        return {}
    offers = WinningOffer.objects.select_related("partner").filter(
        product_id__in=product_ids, in_stock=True, partner__is_selling=True, stockrecord__product=F("product")
    )
    return {offer.product_id: offer for offer in offers}


def product_page(product_id: int) -> str:
    """The address of a product's page; the start page where it is gone."""
    product = get_model("catalogue", "Product").objects.select_related("parent").filter(pk=product_id).first()
    return product.get_absolute_url() if product else "/"
