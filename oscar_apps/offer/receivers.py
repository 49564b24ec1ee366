"""A changed offer counts at once, not when the remembered answer has run out."""

from typing import Any

from django.core.cache import cache
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from oscar.core.loading import get_model

from .applicator import SITE_OFFERS_KEY


@receiver([post_save, post_delete], sender=get_model("offer", "ConditionalOffer"))
def forget_site_offers(sender: type, **kwargs: Any) -> None:
    cache.delete(SITE_OFFERS_KEY)
