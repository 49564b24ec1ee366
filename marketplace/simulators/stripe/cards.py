"""Stripe's documented test cards and what each does."""

from dataclasses import dataclass

DECLINED = "Your card was declined."


@dataclass(frozen=True)
class Card:
    """`code` is empty for a card that pays; `refund` says how refunds of it go."""

    number: str
    brand: str = "visa"
    code: str = ""
    decline_code: str = ""
    message: str = ""
    asks: bool = False
    refund: str = "succeeded"

    @property
    def last4(self) -> str:
        return self.number[-4:]


CARDS = [
    Card("4242424242424242"),
    Card("5555555555554444", brand="mastercard"),
    Card("4000000000000002", code="card_declined", decline_code="generic_decline", message=DECLINED),
    Card(
        "4000000000009995",
        code="card_declined",
        decline_code="insufficient_funds",
        message="Your card has insufficient funds.",
    ),
    Card("4000000000000069", code="expired_card", decline_code="expired_card", message="Your card has expired."),
    Card("4000000000000127", code="incorrect_cvc", message="Your card's security code is incorrect."),
    Card("4000000000003220", asks=True),
    Card("4000000000007726", refund="pending"),
    Card("4000000000005126", refund="failed"),
]
BY_NUMBER = {card.number: card for card in CARDS}

#: Payment methods that apps may name without a card form.
BY_METHOD = {
    "pm_card_visa": BY_NUMBER["4242424242424242"],
    "pm_card_mastercard": BY_NUMBER["5555555555554444"],
    "pm_card_chargeDeclined": BY_NUMBER["4000000000000002"],
    "pm_card_visa_chargeDeclined": BY_NUMBER["4000000000000002"],
    "pm_card_visa_chargeDeclinedInsufficientFunds": BY_NUMBER["4000000000009995"],
    "pm_card_threeDSecure2Required": BY_NUMBER["4000000000003220"],
    "pm_card_authenticationRequired": BY_NUMBER["4000000000003220"],
    "pm_card_pendingRefund": BY_NUMBER["4000000000007726"],
    "pm_card_refundFail": BY_NUMBER["4000000000005126"],
}
