"""localstripe on 127.0.0.1, in a process of its own: `python localstripe_server.py PORT`.

Its own command listens on every interface and keeps its data in a file under /tmp; this does neither.
"""

import sys

from aiohttp import web
from localstripe.resources import PaymentIntent, Store
from localstripe.server import app


def amount_received(intent: PaymentIntent) -> int:
    """Documented and always there (https://docs.stripe.com/api/payment_intents/object), but not in localstripe."""
    return intent.amount if intent.status == "succeeded" else 0


PaymentIntent.amount_received = property(amount_received)
Store.dump_to_disk = lambda self: None

if __name__ == "__main__":
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None)
