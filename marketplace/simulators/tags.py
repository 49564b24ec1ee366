"""What the pages say in templates."""

import json
import re
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl

from django import template
from django.utils.timezone import localtime

register = template.Library()
ACCOUNT = re.compile(r"(?<=Accounts/)AC[0-9a-f]{32}")


@register.filter
def amount(value: Any, places: int = 0) -> str:
    """`1240.5` as `1,240.50`; with 2 places the value is in the minor unit, as Stripe has it."""
    return f"{Decimal(str(value)).scaleb(-places):,.2f}"


@register.filter
def pretty(text: str) -> str:
    """A body as it is read best: JSON indented, a form line by line."""
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        pass
    pairs = parse_qsl(text, keep_blank_values=True)
    return "\n".join(f"{name} = {value}" for name, value in pairs) or text


@register.filter
def clock(text: str) -> str:
    """The time of day of a written moment, where the shop is."""
    return localtime(datetime.fromisoformat(text)).strftime("%H:%M:%S")


@register.filter
def day_and_clock(text: str) -> str:
    return localtime(datetime.fromisoformat(text)).strftime("%Y-%m-%d %H:%M:%S")


@register.filter
def short(path: str) -> str:
    """An address without the account that is the same in all of them."""
    return ACCOUNT.sub("…", path)
