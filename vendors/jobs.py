"""What runs on a schedule for sellers."""

from django.utils import timezone

from marketplace.ticker.registry import every

from . import services


@every("15m", name="vendors.end_holidays")
def end_holidays() -> None:
    """Open shops again on the day their holiday ends."""
    services.end_holidays(today=timezone.localdate())
