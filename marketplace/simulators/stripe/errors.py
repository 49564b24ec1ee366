"""Stripe's errors: an HTTP status and `{"error": {...}}`."""

from typing import Any


class StripeError(Exception):
    """Answered as Stripe would. `more` goes into the error object (decline_code, payment_intent)."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        named = {"code": code, "param": param, **more}
        self.error = {"message": message, "type": kind, **{name: part for name, part in named.items() if part}}


def missing(param: str) -> StripeError:
    return StripeError(f"Missing required param: {param}.", code="parameter_missing", param=param)


def no_such(kind: str, key: str, param: str = "id") -> StripeError:
    return StripeError(f"No such {kind}: '{key}'", status=404, code="resource_missing", param=param)
