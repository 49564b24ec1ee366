"""What the ticker does for orders."""

from marketplace.ticker.registry import every

from . import tasks


@every("1m", name="order.expire_unpaid_orders")
def expire_unpaid_orders() -> None:
    """Give back what orders hold whose time to pay is over."""
    tasks.expire_unpaid_orders()
