"""Entries as rows of a spreadsheet."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .models import Entry

#: What makes a spreadsheet read a cell as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(text: object) -> str:
    """Words that others wrote, as text and never as a formula."""
    words = str(text or "")
    return f"'{words}" if words.startswith(FORMULA) else words


def day(moment: datetime | None) -> str:
    return localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


def seller_headings() -> list[str]:
    return [_("Date"), _("Kind"), _("Purpose"), _("Order"), _("Amount"), _("Currency"), _("Available from")]


def seller_rows(entries: Iterable[Entry]) -> Iterator[list[Any]]:
    """A seller's own entries; what it gets is positive, amounts have no thousands separators."""
    for entry in entries:
        yield [
            day(entry.transaction.occurred_at),
            entry.transaction.get_kind_display(),
            entry.seller_words,
            entry.consignment.number if entry.consignment else "",
            entry.for_seller,
            entry.currency,
            day(entry.available_at),
        ]


def journal_row(entry: Entry) -> dict[str, Any]:
    """An entry by column, for the back office; debit is positive."""
    fact = entry.transaction
    return {
        "date": day(fact.occurred_at),
        "transaction": fact.pk,
        "kind": fact.kind,
        "purpose": entry.purpose,
        "account": entry.account.code,
        "seller": plain(entry.partner),
        "order": fact.order.number if fact.order else "",
        "consignment": entry.consignment.number if entry.consignment else "",
        "description": plain(fact.description),
        "amount": entry.amount,
        "currency": entry.currency,
        "available_at": day(entry.available_at),
    }
