"""Offers for everybody, without a code: "10 % off coffee", "buy 3, pay 2", "free delivery from 1,000"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname
from oscar.core.loading import get_model

from marketplace.outbox.services import publish

from .services import AMOUNT, PERCENT, everything

#: Of so many pieces the cheapest is free; percent off the delivery.
MULTIBUY, DELIVERY = "Multibuy", "Shipping percentage"
KINDS = (PERCENT, AMOUNT, MULTIBUY, DELIVERY)


@dataclass(frozen=True, kw_only=True)
class OfferTerms:
    """What an offer gives, for which goods and when; words are by language.

    `value` is percent, an amount in the shop's currency with tax, or for `MULTIBUY` the pieces of which one is free.
    """

    names: Mapping[str, str]
    descriptions: Mapping[str, str]
    kind: str
    value: Decimal
    #: For goods of at least this much; not with `MULTIBUY`.
    minimum: Decimal | None = None
    #: All goods where both are empty; a category stands for what is below it too.
    categories: Sequence[Any] = ()
    products: Sequence[Any] = ()
    start: datetime | None = None
    end: datetime | None = None
    #: How often it may be given in all, and to one buyer.
    most_uses: int | None = None
    most_per_buyer: int | None = None


def save_site_offer(*, offer: Any, terms: OfferTerms) -> Any:
    """Create or change an offer. What it gave to orders already placed stays as it was. Raises `ValidationError`."""
    _check(terms)
    model = get_model("offer", "ConditionalOffer")
    with transaction.atomic():
        offer = offer or model(offer_type=model.SITE)
        _name(offer, terms)
        goods = _range(offer, terms)
        offer.benefit, offer.condition = _benefit(offer, goods, terms), _condition(offer, goods, terms)
        offer.start_datetime, offer.end_datetime = terms.start, terms.end
        offer.max_global_applications, offer.max_user_applications = terms.most_uses, terms.most_per_buyer
        # An amount is taken off an order once, a percentage off everything there is.
        offer.max_basket_applications = 1 if terms.kind == AMOUNT else None
        offer.save()
        publish("promotion.changed", {"offer_id": offer.pk})
    return offer


def end_site_offer(*, offer: Any) -> None:
    """Let it end now. Raises `ValidationError` where it has ended already."""
    now = timezone.now()
    if offer.end_datetime and offer.end_datetime <= now:
        raise ValidationError(_("This offer has ended already."))
    with transaction.atomic():
        offer.end_datetime = now
        if offer.start_datetime and offer.start_datetime > now:
            offer.start_datetime = now
        offer.save()
        publish("promotion.changed", {"offer_id": offer.pk})


def _check(terms: OfferTerms) -> None:
    if terms.value <= 0 or (terms.kind in (PERCENT, DELIVERY) and terms.value > 100):
        raise ValidationError({"value": _("Give an amount above zero, or a percentage up to 100.")})
    if terms.kind == MULTIBUY and (terms.value < 2 or terms.value != terms.value.to_integral_value()):
        raise ValidationError({"value": _("Say of how many pieces one is free: 2 or more.")})
    if terms.kind == MULTIBUY and terms.minimum:
        raise ValidationError({"minimum": _("Pieces are counted here; leave the amount out.")})
    if terms.start and terms.end and terms.end <= terms.start:
        raise ValidationError({"end_datetime": _("It ends before it begins.")})


def _name(offer: Any, terms: OfferTerms) -> None:
    """Empty words are none at all: names are unique in each language."""
    main = settings.LANGUAGE_CODE
    for code, _language in settings.LANGUAGES:
        setattr(offer, build_localized_fieldname("name", code), terms.names.get(code) or None)
        description = terms.descriptions.get(code) or ("" if code == main else None)
        setattr(offer, build_localized_fieldname("description", code), description)


def _range(offer: Any, terms: OfferTerms) -> Any:
    """The goods it is for, in a range of its own; all goods share one."""
    if not terms.categories and not terms.products:
        return everything()
    goods = offer.condition.range if offer.pk else None
    if goods is None or goods.includes_all_products:
        goods = get_model("offer", "Range").objects.create(name=_free_name(terms))
    goods.included_categories.set(terms.categories)
    goods.included_products.set(terms.products)
    return goods


def _free_name(terms: OfferTerms) -> str:
    """The offer's name, with a number where a range has it already."""
    name, taken = terms.names[settings.LANGUAGE_CODE][:110], get_model("offer", "Range").objects
    number = 1
    while taken.filter(name=f"{name} {number}").exists():
        number += 1
    return f"{name} {number}"


def _benefit(offer: Any, goods: Any, terms: OfferTerms) -> Any:
    benefit = offer.benefit if offer.pk else get_model("offer", "Benefit")()
    benefit.type = terms.kind
    benefit.value = None if terms.kind == MULTIBUY else terms.value
    benefit.range = None if terms.kind == DELIVERY else goods
    benefit.save()
    return benefit


def _condition(offer: Any, goods: Any, terms: OfferTerms) -> Any:
    condition = offer.condition if offer.pk else get_model("offer", "Condition")()
    condition.range = goods
    if terms.kind == MULTIBUY:
        condition.type, condition.value = "Count", terms.value
    else:
        condition.type, condition.value = ("Value", terms.minimum) if terms.minimum else ("Count", Decimal(1))
    condition.save()
    return condition
