"""Three providers under three prefixes, their hosted pages, and the control page."""

from django.urls import path

from .assets import asset, healthy
from .chapa import api as chapa
from .chapa import checkout as chapa_page
from .control import api as control
from .control import pages
from .stripe import api as stripe
from .stripe import checkout as stripe_page
from .twilio import api as twilio
from .twilio.inbox import inbox

ACCOUNT = "twilio/2010-04-01/Accounts/<str:account>"

urlpatterns = [
    path("", pages.home),
    path("health", healthy),
    path("assets/<str:name>", asset),
    path("sms", inbox),
    path("providers/<str:name>", pages.provider),
    path("control/calls", control.calls),
    path("control/webhooks", control.all_webhooks),
    path("control/webhooks/new", control.new_webhook),
    path("control/webhooks/<str:key>/again", control.webhook_again),
    path("control/faults", control.all_faults),
    path("control/settings", control.settings),
    path("control/reset", control.reset),
    path("control/messages", control.messages),
    path("control/chapa/payments", control.chapa_payments),
    path("control/chapa/payments/<str:tx_ref>", control.chapa_payment),
    path("control/stripe/sessions", control.stripe_sessions),
    path("control/stripe/sessions/<str:key>", control.stripe_session),
    path("chapa/checkout/payment/<str:page>", chapa_page.checkout),
    path("chapa/checkout/payment/<str:page>/waiting", chapa_page.waiting),
    path("chapa/v1/transaction/initialize", chapa.initialize),
    path("chapa/v1/transaction/verify/<str:tx_ref>", chapa.verify),
    path("chapa/v1/transaction/cancel/<str:tx_ref>", chapa.cancel),
    path("chapa/v1/refund/<str:reference>", chapa.refund),
    path("chapa/v1/refund/<str:ref_id>/verify", chapa.verify_refund),
    path("chapa/v1/banks", chapa.banks),
    path("chapa/v1/transfers", chapa.transfer),
    path("chapa/v1/transfers/verify/<str:reference>", chapa.verify_transfer),
    path("chapa/v1/transfer", chapa.transfer),  # as the Python client spells it
    path("chapa/v1/transfer/verify/<str:reference>", chapa.verify_transfer),
    path("chapa/v1/bulk-transfers", chapa.bulk_transfers),
    path("stripe/c/pay/<str:key>", stripe_page.checkout),
    path("stripe/3ds/<str:key>", stripe_page.authentication),
    path("stripe/v1/checkout/sessions", stripe.checkout_sessions),
    path("stripe/v1/checkout/sessions/<str:key>", stripe.checkout_session),
    path("stripe/v1/checkout/sessions/<str:key>/expire", stripe.expire_session),
    path("stripe/v1/payment_intents", stripe.payment_intents),
    path("stripe/v1/payment_intents/<str:key>", stripe.payment_intent),
    path("stripe/v1/payment_intents/<str:key>/confirm", stripe.confirm_intent),
    path("stripe/v1/payment_intents/<str:key>/cancel", stripe.cancel_intent),
    path("stripe/v1/refunds", stripe.all_refunds),
    path("stripe/v1/refunds/<str:key>", stripe.one_refund),
    path("stripe/v1/events", stripe.all_events),
    path("stripe/v1/<str:kind>/<str:key>", stripe.one_object),
    path(f"{ACCOUNT}/Messages.json", twilio.messages),
    path(f"{ACCOUNT}/Messages/<str:sid>.json", twilio.message),
]
