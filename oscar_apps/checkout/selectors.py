"""Reads of the checkout."""

from oscar_apps.payment.gateways.registry import PaymentMethod, available_gateways

from .quotes import Quote


def gateways_for(*, quote: Quote, country: str, region: str) -> list[PaymentMethod]:
    """The ways this order could be paid when delivered there, in the operator's order."""
    return available_gateways(
        total=quote.total,
        currency=quote.currency,
        country=country,
        region=region,
        partner_ids=[part.partner.pk for part in quote.consignments],
    )
