"""The simulators' own interface under /control/: what came and went, and what shall go wrong. JSON or forms."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from .. import faults, options, webhooks
from ..chapa import payments
from ..chapa.refusals import Refusal
from ..exchange import KIND as CALL
from ..store import get_store
from ..stripe import disputes, sessions
from ..stripe.cards import BY_NUMBER
from ..stripe.errors import StripeError
from ..stripe.objects import KIND as STRIPE
from ..stripe.objects import newest, shown
from ..twilio.messages import KIND as MESSAGE
from ..wire import answer, parameters

View = Callable[..., Any]
DEFAULT_CARD = "4242424242424242"
MOST = 200


def control(view: View) -> View:
    """JSON for programs; a form of the page leads back to it."""

    @wraps(view)
    def asked(request: HttpRequest, **arguments: str) -> HttpResponse:
        try:
            form = parameters(request)
            back = str(form.pop("back", "") or "")
            document = view(request, form, **arguments)
        except Refusal as refusal:
            return answer({"error": refusal.message}, refusal.status)
        except StripeError as error:
            return answer({"error": error.error}, error.status)
        except (KeyError, TypeError, ValueError) as error:
            return answer({"error": f"{type(error).__name__}: {error}"}, 400)
        if back.startswith("/") and not back.startswith("//"):
            return HttpResponseRedirect(back)
        return answer(document)

    return asked


def _fields(form: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: form[name] for name in names if form.get(name)}


@control
def calls(request: HttpRequest, form: dict[str, Any]) -> Any:
    return get_store().newest(CALL, limit=MOST, **_fields(form, "provider", "path", "method"))


@control
def all_webhooks(request: HttpRequest, form: dict[str, Any]) -> Any:
    return get_store().newest(webhooks.KIND, limit=MOST, **_fields(form, "provider", "event", "about", "state"))


@control
def webhook_again(request: HttpRequest, form: dict[str, Any], key: str) -> Any:
    """`signed`: right, wrong, none, old, before. `changes`: by dotted place; `cheaper`: a tenth of the money."""
    changes = form.get("changes") or {}
    if form.get("cheaper"):
        found = get_store().get(webhooks.KIND, key)
        changes = webhooks.cheaper(found["body"]) if found else {}
    return webhooks.again(key=key, signed=form.get("signed", "right"), changes=changes)


@control
def new_webhook(request: HttpRequest, form: dict[str, Any]) -> Any:
    """A message that never was, with any body: `{"provider", "body", "signed"}`."""
    provider = form["provider"]
    return webhooks.send(
        provider=provider,
        event=form.get("event", "made up"),
        about=form.get("about", ""),
        url=form.get("url") or options.option(f"{provider}_webhook_url"),
        body=form["body"],
        signed=form.get("signed", "right"),
    )


@control
def all_faults(request: HttpRequest, form: dict[str, Any]) -> Any:
    if request.method == "POST" and form.get("mode") == "none":
        faults.end(provider=form["provider"])
    elif request.method == "POST":
        faults.order(
            provider=form["provider"],
            mode=form["mode"],
            calls=int(form.get("calls") or 1),
            seconds=float(form.get("seconds") or 20),
            match=form.get("match", ""),
        )
    return faults.ordered()


@control
def settings(request: HttpRequest, form: dict[str, Any]) -> Any:
    return options.change(form) if request.method == "POST" else options.all_options()


@control
def chapa_payments(request: HttpRequest, form: dict[str, Any]) -> Any:
    return get_store().newest(payments.KIND, limit=MOST, **_fields(form, "tx_ref", "status"))


@control
def chapa_payment(request: HttpRequest, form: dict[str, Any], tx_ref: str) -> Any:
    """What the buyer does, without a browser: `{"action": "pay", "method": "telebirr", "webhook": "late"}`."""
    if request.method != "POST":
        return payments.payment(tx_ref)
    if form.get("action") == "reverse":
        return payments.reverse(tx_ref=tx_ref, webhook=form.get("webhook", "normal"))
    given = {"action": "pay", **_fields(form, "action", "method", "webhook", "seconds")}
    return payments.choose(tx_ref=tx_ref, **given)


@control
def stripe_sessions(request: HttpRequest, form: dict[str, Any]) -> Any:
    return [shown(row) for row in newest("checkout.session", limit=100, **_fields(form, "client_reference_id"))]


@control
def stripe_session(request: HttpRequest, form: dict[str, Any], key: str) -> Any:
    """`{"action": "pay", "card": "4242424242424242", "webhook": "twice"}`; or expire, or dispute."""
    action = form.get("action", "pay")
    if action == "expire":
        return shown(sessions.expire(key))
    if action == "dispute":
        found = get_store().get(STRIPE, key) or {}
        return shown(disputes.dispute(str(found.get("payment_intent")), webhook=form.get("webhook", "normal")))
    if action != "pay":
        raise KeyError(action)
    card = BY_NUMBER[str(form.get("card", DEFAULT_CARD))]
    return shown(sessions.pay(key, card, webhook=form.get("webhook", "normal")))


@control
def messages(request: HttpRequest, form: dict[str, Any]) -> Any:
    """SMS, newest first, of one number when `to` is given."""
    return get_store().newest(MESSAGE, limit=MOST, **_fields(form, "to"))


@control
def reset(request: HttpRequest, form: dict[str, Any]) -> Any:
    """Forget everything."""
    if request.method == "POST":
        get_store().clear()
    return {"forgotten": request.method == "POST"}
