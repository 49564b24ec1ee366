"""What the ticker does for payments."""

from marketplace.ticker.registry import every

from . import services


@every("1m", name="payment.sweep_payments")
def sweep_payments() -> None:
    """Ask providers about payments that nobody has told us of."""
    services.sweep_payments()


@every("1m", name="payment.sweep_refunds")
def sweep_refunds() -> None:
    """Send refunds that were not sent, and ask about those on their way."""
    services.sweep_refunds()
