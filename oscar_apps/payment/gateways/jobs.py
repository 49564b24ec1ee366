"""What the ticker does for the gateways."""

from django.conf import settings

from marketplace.ticker.registry import every

from .. import calls


@every("24h", name="payment.prune-calls")
def prune_calls() -> None:
    """Delete the log of requests of long ago."""
    calls.prune(days=settings.PROVIDER_CALL_DAYS)
