"""Writes of the payment room: attempts, their confirmation, money back, and what asks providers again.

Providers are asked outside transactions; what they say is written in one, which locks as `locks` says.
"""

from .attempts import _source_type_id, create_pending_source, pay_again, start_payment
from .confirm import Outcome, confirm_payment
from .notices import receive_callback, receive_webhook
from .problems import note_chargeback, resolve_problem
from .refunds import refund, refund_amount, refund_consignment, refund_lines, refund_rest
from .sending import ask_refund, retry_refund, reverse_refund, send_refund, settle_by_hand
from .sweep import may_expire, sweep_payments, sweep_refunds

__all__ = [
    "Outcome",
    "_source_type_id",
    "ask_refund",
    "confirm_payment",
    "create_pending_source",
    "may_expire",
    "note_chargeback",
    "pay_again",
    "receive_callback",
    "receive_webhook",
    "refund",
    "refund_amount",
    "refund_consignment",
    "refund_lines",
    "refund_rest",
    "resolve_problem",
    "retry_refund",
    "reverse_refund",
    "send_refund",
    "settle_by_hand",
    "start_payment",
    "sweep_payments",
    "sweep_refunds",
]
