"""Saved items: one list for each person, on Oscar's wish lists."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from oscar.core.loading import get_model


def saved_offers(user: Any) -> QuerySet:
    """The winning offers of what this person has saved and can still see, latest first."""
    lines = get_model("wishlists", "Line").objects.filter(wishlist__owner=user, product__isnull=False)
    offers = get_model("partner", "WinningOffer").objects.filter(product_id__in=lines.values("product_id"))
    return offers.filter(is_listed=True).order_by("-product__wishlists_lines__pk")


@transaction.atomic
def toggle(*, user: Any, product: Any) -> bool:
    """Save a product, or take it off when it is saved already. Returns whether it is saved now."""
    lines = get_model("wishlists", "Line").objects.filter(wishlist__owner=user, product=product)
    if lines.exists():
        lines.delete()
        return False
    lists = get_model("wishlists", "WishList").objects
    wishlist = lists.filter(owner=user).order_by("pk").first() or lists.create(owner=user)
    wishlist.lines.get_or_create(product=product, defaults={"title": product.get_title()})
    return True
