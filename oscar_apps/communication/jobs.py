"""What the ticker does for messages."""

from marketplace.ticker.registry import every

from . import services


@every("1m", name="communication.retry_failed_messages")
def retry_failed_messages() -> None:
    """Send again what a provider did not take."""
    services.retry_failed_messages()
