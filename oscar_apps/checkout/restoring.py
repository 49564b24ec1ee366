"""The goods of an order that came to nothing, in a basket again."""

from typing import Any

from oscar.core.loading import get_model

from oscar_apps.basket import services as baskets
from oscar_apps.basket.exceptions import BasketClosed, NotOffered, QuantityRefused


def restore_basket(*, order: Any, basket: Any) -> tuple[int, list[str]]:
    """Put every line into the basket at today's prices, fewer pieces where there are fewer.

    Returns how many pieces went in, and a sentence for what could not come whole.
    """
    if basket.pk is None:
        basket.save()  # a refused first line would take an unsaved basket back with it
    lines = get_model("order", "Line").objects.filter(order=order, stockrecord__isnull=False).order_by("pk")
    relations = ("stockrecord__partner", "stockrecord__product__product_class", "stockrecord__product__parent")
    moved, notices = 0, []
    for line in lines.select_related(*relations):
        count, notice = _restore(basket=basket, line=line)
        moved += count
        if notice:
            notices.append(f"{line.title}: {notice}")
    return moved, notices


def _restore(*, basket: Any, line: Any) -> tuple[int, str]:
    try:
        baskets.add(basket=basket, stockrecord=line.stockrecord, quantity=line.quantity)
    except QuantityRefused as refusal:
        return _restore_fewer(basket=basket, line=line, refusal=refusal)
    except (NotOffered, BasketClosed) as refusal:
        return 0, str(refusal)
    return line.quantity, ""


def _restore_fewer(*, basket: Any, line: Any, refusal: QuantityRefused) -> tuple[int, str]:
    held = basket.lines.filter(stockrecord=line.stockrecord).values_list("quantity", flat=True).first()
    fewer = refusal.allowed - (held or 0)
    if fewer < 1:
        return 0, str(refusal)
    baskets.add(basket=basket, stockrecord=line.stockrecord, quantity=fewer)
    return fewer, str(refusal)
