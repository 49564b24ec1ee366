"""A changed offer counts at once, not when the remembered answer has run out."""

from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from oscar.core.loading import get_model

from marketplace.outbox.registry import subscribe
from marketplace.page_cache import bump

from .applicator import SITE_OFFERS_KEY

if TYPE_CHECKING:
    from marketplace.outbox.models import Event


@subscribe("promotion.changed", key="offer.forget_promotions")
def forget_promotions(event: "Event") -> None:
    """The page of offers shows another one now."""
    bump(["promotions"])


@receiver([post_save, post_delete], sender=get_model("offer", "ConditionalOffer"))
def forget_site_offers(sender: type, **kwargs: Any) -> None:
    cache.delete(SITE_OFFERS_KEY)
