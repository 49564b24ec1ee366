"""Offers: Oscar's, under the word that the back office uses."""

from django.utils.translation import pgettext_lazy
from oscar.apps.offer.abstract_models import AbstractConditionalOffer


class ConditionalOffer(AbstractConditionalOffer):
    """What is taken off a basket on a condition: for everybody, or for who has a voucher."""

    class Meta(AbstractConditionalOffer.Meta):
        app_label = "offer"
        verbose_name = pgettext_lazy("reduced goods", "Offer")
        verbose_name_plural = pgettext_lazy("reduced goods", "Offers")


from oscar.apps.offer.models import *
