"""The official Stripe client with our timeouts, our log of requests and our bounds on asking again."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import requests
import stripe
from django.conf import settings

from ..calls import Call, NoAnswer, Reply, exchange, timeouts
from ..redaction import without_secrets
from .base import BadWebhook, ProviderRefused, ProviderUnavailable, ReferenceUsed

#: Stripe's own: an older webhook is a recording.
TOLERANCE_SECONDS: Final = 300
#: Says no before anything happens; the others mean that nobody knows, or not now.
REFUSALS: Final = (
    stripe.InvalidRequestError,
    stripe.CardError,
    stripe.AuthenticationError,
    stripe.PermissionError,
)
#: Parts of a path that are names; everything else is an id.
_NAMES: Final = frozenset({"checkout", "sessions", "payment_intents", "refunds"})

stripe.enable_telemetry = False  # it would tell Stripe about our machine


class LoggedClient(stripe.RequestsClient):
    """Every try of every request passes here. The client sends an idempotency key with each POST, ours or its own."""

    def request(  # type: ignore[override]
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        call = _call(method, url, headers or {}, post_data)
        try:
            reply = exchange(call=call, send=lambda: self._once(method, url, headers, post_data))
        except NoAnswer as problem:
            raise stripe.APIConnectionError(problem.reason, should_retry=False) from problem
        return reply.body, reply.status, requests.structures.CaseInsensitiveDict(reply.headers)

    def _once(self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any) -> Reply:
        try:
            body, status, answer_headers = super().request(method, url, headers, post_data)
        except stripe.APIConnectionError as error:
            cause = error.__cause__
            raise NoAnswer(
                type(cause).__name__, was_sent=not isinstance(cause, requests.exceptions.ConnectTimeout)
            ) from error
        return Reply(status, body, {name.lower(): value for name, value in answer_headers.items()})


def client() -> stripe.StripeClient:
    """The client of the settings; one for each process, because it keeps its connections."""
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_BASE_URL.rstrip("/"), timeouts())


@lru_cache(maxsize=4)
def _client(key: str, base_url: str, timeout: tuple[float, float]) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": base_url},
        max_network_retries=0,  # `calls.exchange` asks again, within a bound of time as well
        http_client=LoggedClient(timeout=timeout),
    )


def ask(question: Callable[[stripe.StripeClient], Any]) -> dict[str, Any]:
    """Stripe's answer as plain values. Raises `ProviderUnavailable` and `ProviderRefused` (with its code in front).

    `ReferenceUsed` is a key that went with other values before.
    """
    try:
        answer = question(client())
    except stripe.IdempotencyError as error:
        raise ReferenceUsed(_words(error), status=error.http_status) from error
    except REFUSALS as error:
        raise ProviderRefused(_words(error), status=error.http_status) from error
    except stripe.StripeError as error:
        raise ProviderUnavailable(_words(error), status=error.http_status) from error
    if not isinstance(answer, stripe.StripeObject):
        raise ProviderUnavailable("An answer that is no object")
    return answer.to_dict()


def check_signature(*, body: bytes, signature: str) -> None:
    """Raises `BadWebhook` unless Stripe signed this very body within the last five minutes."""
    try:
        stripe.WebhookSignature.verify_header(body, signature, settings.STRIPE_WEBHOOK_SECRET, TOLERANCE_SECONDS)
    except stripe.SignatureVerificationError as error:
        raise BadWebhook(str(error.user_message)) from error
    except (ValueError, TypeError) as error:  # bytes that are no text, a header that is no ASCII
        raise BadWebhook(type(error).__name__) from error


def _words(error: stripe.StripeError) -> str:
    return " ".join(filter(None, [error.code, without_secrets(error.user_message or type(error).__name__)]))


def _call(method: str, url: str, headers: Mapping[str, str], post_data: Any) -> Call:
    address = urlsplit(url)
    parts = address.path.strip("/").split("/")[1:]
    form = dict(parse_qsl(post_data or address.query, keep_blank_values=True))
    key = headers.get("Idempotency-Key", "")
    ids = [part for part in parts if part not in _NAMES]
    reference = form.get("client_reference_id") or form.get("metadata[reference]") or (ids[0] if ids else "")
    return Call(
        gateway="stripe",
        operation=f"{method} {'/'.join(part for part in parts if part in _NAMES)}",
        reference=reference[:255],
        request={**form, "idempotency_key": key} if key else form,
        is_repeatable=method == "get" or bool(key),
    )
