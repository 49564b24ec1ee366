"""Which offers a basket gets: Oscar's, without the queries that most baskets do not need."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import QuerySet
from oscar.apps.offer.applicator import Applicator as OscarApplicator
from oscar.core.loading import get_model

#: Whether any site offer runs now. An offer that starts by its date is seen this many seconds later at most.
SITE_OFFERS_KEY = "offer:site-offers-exist"
SITE_OFFERS_SECONDS = 10


def site_offers() -> QuerySet:
    """Offers that every basket gets, running now."""
    model = get_model("offer", "ConditionalOffer")
    return model.active.filter(offer_type=model.SITE).select_related("condition", "benefit")


class Applicator(OscarApplicator):
    """Applies site offers and the offers of the basket's vouchers, guests' included."""

    def apply(self, basket: Any, user: Any = None, request: Any = None) -> None:
        super().apply(basket, user or AnonymousUser(), request)

    def get_site_offers(self) -> list[Any]:
        exist = cache.get(SITE_OFFERS_KEY)
        if exist is False:
            return []
        found = list(site_offers())
        if exist is None:
            cache.set(SITE_OFFERS_KEY, bool(found), SITE_OFFERS_SECONDS)
        return found

    def get_basket_offers(self, basket: Any, user: Any) -> list[Any]:
        """The offers of vouchers that are running and that this person may use."""
        if not basket.pk or not basket.may_have_vouchers:
            return []
        offers = []
        for voucher in basket.vouchers.prefetch_related("offers__condition", "offers__benefit"):
            if voucher.is_active() and voucher.is_available_to_user(user=user)[0]:
                offers += self._of_voucher(voucher)
        return offers

    def _of_voucher(self, voucher: Any) -> list[Any]:
        offers = list(voucher.offers.all())
        for offer in offers:
            offer.set_voucher(voucher)
        return offers
