"""Chapa: telebirr, Ethiopian banks and cards on Chapa's own page. https://developer.chapa.co"""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..calls import about
from ..redaction import plain, without_secrets
from .base import (
    BadWebhook,
    Capabilities,
    EventKind,
    PaymentRequest,
    PaymentState,
    ProviderEvent,
    ProviderPayment,
    ProviderRefused,
    ProviderUnavailable,
    ReferenceUsed,
    RefundAnswer,
    RefundRequest,
    RefundState,
    Started,
)
from .signatures import header, hmac_sha256, read_json, same

CURRENCIES: Final = frozenset({"ETB", "USD"})
LARGEST: Final = Decimal("9999999.99")
#: Limits of the words on Chapa's page; other letters than these are refused.
TITLE, DESCRIPTION = 16, 50
_NOT_ALLOWED: Final = re.compile(r"[^A-Za-z0-9 ._-]+")
_ETHIOPIAN_MOBILE: Final = re.compile(r"(?:\+?251|0)([79]\d{8})")
CENT: Final = Decimal("0.01")
#: No payment is this much, and no column holds it.
MOST: Final = Decimal(10) ** 10
NOT_FOUND: Final = 404

#: Refunded and reversed: the money came and is gone again, so there is nothing to take the order for.
STATES: Final = {
    "success": PaymentState.PAID,
    "pending": PaymentState.PENDING,
    "failed": PaymentState.FAILED,
    "cancelled": PaymentState.CANCELLED,
    "canceled": PaymentState.CANCELLED,
    "refunded": PaymentState.CANCELLED,
    "reversed": PaymentState.CANCELLED,
}
#: The first of these words in Chapa's state of a refund decides; anything else is still on its way.
REFUND_STATES: Final = {
    "fail": RefundState.FAILED,
    "revers": RefundState.FAILED,
    "reject": RefundState.FAILED,
    "refunded": RefundState.SUCCEEDED,
    "success": RefundState.SUCCEEDED,
    "complete": RefundState.SUCCEEDED,
}
KINDS: Final = {
    "charge.success": EventKind.PAYMENT,
    "charge.failed": EventKind.PAYMENT,
    "charge.cancelled": EventKind.PAYMENT,
    "charge.failed/cancelled": EventKind.PAYMENT,  # how the documentation writes it
    "charge.refunded": EventKind.REFUND,
    "charge.reversed": EventKind.CHARGEBACK,
}
#: What of a webhook goes to the log; the rest is about people.
SUMMARY: Final = ("event", "type", "status", "mode", "amount", "charge", "currency", "reference", "tx_ref",
                  "payment_method", "ref_id", "created_at", "updated_at")  # fmt: skip


if TYPE_CHECKING:
    from .chapa_client import ChapaClient


class Chapa:
    """One payment is one `tx_ref`. Its refunds name Chapa's own reference, which `fetch` brings once it is paid."""

    code: ClassVar[str] = "chapa"
    name: ClassVar[str | Promise] = _("telebirr, bank or card (Chapa)")
    description: ClassVar[str | Promise] = _("Pay with telebirr, CBE Birr, your bank or a card on Chapa's secure page.")
    pays_first: ClassVar[bool] = True
    capabilities: ClassVar[Capabilities] = Capabilities(
        refund=True, partial_refund=True, webhooks=True, callback=("trx_ref", "tx_ref")
    )

    def is_configured(self) -> bool:
        return bool(settings.CHAPA_SECRET_KEY and settings.CHAPA_WEBHOOK_SECRET)

    def accepts(self, *, total: Decimal, currency: str, country: str, region: str = "") -> bool:
        return currency in CURRENCIES and 0 < total <= LARGEST

    def start(self, *, request: PaymentRequest) -> Started:
        """Chapa takes a reference once; asked again it refuses, which is `ReferenceUsed`."""
        answer = _client().initialize(**_fields(request))
        address = _part(answer).get("checkout_url")
        if not isinstance(address, str) or not address.startswith(("https://", "http://")):
            raise ProviderUnavailable("No address of a payment page in the answer")
        return Started(redirect_url=address)

    def fetch(self, *, reference: str, provider_id: str) -> ProviderPayment:
        """`verify` by our reference. Not paid yet and never heard of are both a 404, told apart by the words."""
        try:
            data = _part(_client().verify(reference))
        except ProviderRefused as refusal:
            return _not_paid(refusal, reference)
        return _payment(data, reference)

    def parse_webhook(self, *, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        is_bound = _check_signature(body, headers)
        return _event(read_json(body, parse_float=Decimal), is_bound=is_bound)

    def refund(self, *, request: RefundRequest) -> RefundAnswer:
        """Chapa keeps its own charge. It has no idempotency key, but takes each refund's `reference` once."""
        chapa_reference = request.provider_id or self._chapa_reference(request.reference)
        try:
            with about(request.reference):
                answer = _client().refund(
                    chapa_reference=chapa_reference,
                    reason=request.reason or request.reference,
                    amount=_amount(request.amount),
                    reference=request.key,
                    meta={"refund": request.key},
                )
        except ReferenceUsed as refusal:
            raise ProviderUnavailable("An earlier try of this refund has reached Chapa") from refusal
        return _refund_answer(answer, known_as="")

    def fetch_refund(self, *, request: RefundRequest, provider_id: str) -> RefundAnswer | None:
        """By Chapa's number of the refund; one whose answer was lost has none, and Chapa cannot find it by ours."""
        if not provider_id:
            return None
        try:
            with about(request.reference):
                answer = _client().verify_refund(refund_reference=provider_id)
        except ProviderRefused as refusal:
            if refusal.status == NOT_FOUND:
                return None
            raise ProviderUnavailable(refusal.message) from refusal
        return _refund_answer(answer, known_as=provider_id)

    def _chapa_reference(self, reference: str) -> str:
        found = self.fetch(reference=reference, provider_id="").provider_id
        if not found:
            raise ProviderUnavailable("Chapa does not say under which number it holds this payment")
        return found


def _client() -> "ChapaClient":
    from .chapa_client import client  # brings its own HTTP library, so only where it is used

    return client()


def _fields(request: PaymentRequest) -> dict[str, Any]:
    """What `initialize` is sent; empty fields are left out."""
    first, _space, last = request.name.strip().partition(" ")
    title = _allowed(settings.SHOP_NAME, TITLE)
    description = _allowed(request.description, DESCRIPTION)
    return {
        "amount": _amount(request.amount),
        "currency": request.currency,
        "email": request.email,
        "first_name": first,
        "last_name": last.strip(),
        "phone_number": local_phone(request.phone),
        "tx_ref": request.reference,
        "callback_url": request.webhook_url,
        "return_url": request.return_url,
        "customization": {name: text for name, text in (("title", title), ("description", description)) if text},
    }


def _amount(amount: Decimal) -> str:
    """Two decimals always. Raises `ProviderRefused` for half a cent: it would be somebody's money."""
    exact = amount.quantize(CENT)
    if exact != amount:
        raise ProviderRefused(f"{amount} is more exact than Chapa's cent")
    return str(exact)


def local_phone(phone: str) -> str:
    """`+251911234567` as Chapa writes it, 0911234567; empty for any other country's, which it refuses."""
    found = _ETHIOPIAN_MOBILE.fullmatch(re.sub(r"[\s-]", "", phone))
    return f"0{found[1]}" if found else ""


def _allowed(text: str, longest: int) -> str:
    return " ".join(_NOT_ALLOWED.sub(" ", str(text)).split())[:longest].strip()


def _part(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The `data` of an answer. Raises `ProviderUnavailable` where there is none: nonsense decides nothing."""
    data = answer.get("data")
    if not isinstance(data, dict):
        raise ProviderUnavailable("An answer without data")
    return data


def _money(value: Any) -> Decimal | None:
    if value is None or isinstance(value, bool):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) < MOST else None


def _not_paid(refusal: ProviderRefused, reference: str) -> ProviderPayment:
    if refusal.status != NOT_FOUND:  # a wrong key, say: it tells nothing about the payment
        raise ProviderUnavailable(refusal.message) from refusal
    is_known = "not paid" in refusal.message.lower()
    return ProviderPayment(PaymentState.PENDING if is_known else PaymentState.UNKNOWN, reference, Decimal(0), "")


def _payment(data: Mapping[str, Any], reference: str) -> ProviderPayment:
    state = STATES.get(str(data.get("status") or "").lower())
    amount = _money(data.get("amount"))
    if state is None or (amount is None and state is PaymentState.PAID):
        raise ProviderUnavailable(f"Chapa calls this payment {str(data.get('status'))[:50]!r}")
    return ProviderPayment(
        state=state,
        reference=plain(data.get("tx_ref") or reference, longest=255),
        amount=amount or Decimal(0),
        currency=plain(data.get("currency"), longest=12),
        provider_id=plain(data.get("reference"), longest=255),
        fee=_money(data.get("charge")),
        method=plain(data.get("method") or data.get("payment_method"), longest=50),
    )


def _refund_answer(answer: Mapping[str, Any], *, known_as: str) -> RefundAnswer:
    data = _part(answer)
    said = plain(data.get("status")).lower()
    state = next((state for word, state in REFUND_STATES.items() if word in said), RefundState.PENDING)
    provider_id = plain(data.get("ref_id") or data.get("ref") or known_as, longest=255)
    if not (said or provider_id):
        raise ProviderUnavailable("A refund with neither state nor number")
    return RefundAnswer(state, provider_id, without_secrets(plain(answer.get("message"))))


def _check_signature(body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether the signature speaks for this very body. Raises `BadWebhook`.

    `x-chapa-signature` is the HMAC of the body with the secret hash. `Chapa-Signature` is documented as the HMAC of the
    secret hash itself: the same on every webhook, so it tells who sends but not what. It is enough where it stands
    alone, because Chapa says so and the provider is asked anyway, but the body is then believed in nothing but the
    reference. Beside an `x-chapa-signature` that is wrong it is worth nothing.
    """
    secret = settings.CHAPA_WEBHOOK_SECRET
    of_body, of_secret = header(headers, "x-chapa-signature"), header(headers, "chapa-signature")
    if not secret:
        raise BadWebhook("CHAPA_WEBHOOK_SECRET is not set")
    expected = hmac_sha256(secret=secret, message=body)
    if of_body:
        if same(of_body, expected):
            return True
        raise BadWebhook("Wrong x-chapa-signature")
    if of_secret and same(of_secret, expected):
        return True
    if of_secret and same(of_secret, hmac_sha256(secret=secret, message=secret.encode())):
        return False
    raise BadWebhook("Wrong Chapa-Signature" if of_secret else "Unsigned")


def _event(data: Mapping[str, Any], *, is_bound: bool) -> ProviderEvent:
    name = plain(data.get("event"), longest=100)
    kind = KINDS.get(name, EventKind.OTHER)
    meta = data.get("meta")
    summary = {key: plain(data[key], longest=100) for key in SUMMARY if data.get(key) is not None}
    if isinstance(meta, dict) and meta.get("refund"):
        summary["refund"] = plain(meta["refund"], longest=100)
    if not is_bound:
        # Whoever once saw the signature could have written this: a reason to ask Chapa, and no more than that.
        kind = EventKind.OTHER if kind is EventKind.OTHER else EventKind.PAYMENT
        summary = {"event": name, "signature": "of the secret only"}
    return ProviderEvent(
        event_id=_event_id(data, is_bound=is_bound),
        kind=kind,
        name=name,
        reference=plain(data.get("tx_ref"), longest=255),
        provider_id=plain(data.get("reference"), longest=255) if is_bound else "",
        amount=_money(data.get("amount")) if is_bound else None,
        currency=plain(data.get("currency"), longest=12) if is_bound else "",
        occurred_at=_moment(data.get("updated_at") or data.get("created_at")) if is_bound else None,
        summary=summary,
    )


def _event_id(data: Mapping[str, Any], *, is_bound: bool) -> str:
    """Chapa gives none. Two refunds of one payment share event, reference and status, so theirs has more.

    An event that the body is not bound to has names of its own: it must not take the place of a true one.
    """
    names = ["event", "reference", "tx_ref", "status"]
    if data.get("event") not in ("charge.success",):
        names += ["ref_id", "amount", "updated_at"]
    words = ":".join(plain(data.get(name)) for name in names)
    digest = hmac_sha256(secret="event" if is_bound else "unbound", message=words.encode())
    return f"{plain(data.get('event'), longest=60)}:{digest[:40]}"


def _moment(value: Any) -> datetime | None:
    try:
        return parse_datetime(str(value or ""))
    except ValueError:
        return None
