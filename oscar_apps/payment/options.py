"""How the operator offers each gateway: read on every checkout page, so remembered until a row changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from modeltranslation.utils import build_localized_fieldname

from marketplace.page_cache import bump, remembered

from .models import GatewayOption

TAG: Final = "payment-methods"
#: Another process without a shared cache sees a change this many seconds later at most.
SECONDS: Final = 60
LANGUAGES: Final = tuple(code for code, _name in settings.LANGUAGES)
WORDS: Final = ("name", "description")


@dataclass(frozen=True, slots=True)
class Terms:
    """One row, as a value. Empty words mean the gateway's own; limits are order totals in the shop's currency."""

    code: str
    is_active: bool = True
    position: int = 0
    min_total: Decimal | None = None
    max_total: Decimal | None = None
    countries: frozenset[str] = frozenset()
    refused_by: frozenset[int] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)

    def admits(self, *, total: Decimal, country: str, partner_ids: Iterable[int]) -> bool:
        """Whether the operator and the sellers let an order like this be paid this way."""
        if not self.is_active or not self.refused_by.isdisjoint(partner_ids):
            return False
        if self.countries and country and country not in self.countries:
            return False
        return (self.min_total is None or total >= self.min_total) and (
            self.max_total is None or total <= self.max_total
        )

    def word(self, name: str) -> str:
        """The operator's word in the reader's language, or in the first one; empty where there is none."""
        languages = ((get_language() or LANGUAGES[0]).split("-")[0], LANGUAGES[0])
        found = (self.words.get(build_localized_fieldname(name, language)) for language in languages)
        return next(filter(None, found), "")


def terms_of(*codes: str) -> list[Terms]:
    """The terms of each of these, in one read of the cache. A gateway without a row is offered on no terms."""
    known: Mapping[str, Terms] = remembered(TAG, tags=[TAG], build=_read, lifetime=SECONDS)
    return [known.get(code) or Terms(code) for code in codes]


def save_option(*, option: GatewayOption, refused_by: Iterable[Any], **fields: Any) -> GatewayOption:
    """Change how a gateway is offered; pages follow at once. Raises `ValidationError`."""
    for name, value in fields.items():
        setattr(option, name, value)
    option.countries = sorted({code.strip().upper() for code in option.countries if code.strip()})
    _check(option)
    with transaction.atomic():
        option.save()
        option.refused_by.set(refused_by)
        transaction.on_commit(forget)
    return option


def make_missing_options(codes: Iterable[str]) -> None:
    """A row for each gateway that has none, so that the operator finds them all."""
    GatewayOption.objects.bulk_create([GatewayOption(code=code) for code in codes], ignore_conflicts=True)


def forget() -> None:
    """Read the rows anew at the next page, in every process that shares the cache."""
    bump([TAG])


def _read() -> Mapping[str, Terms]:
    """All rows in one query: a row comes once for each seller who refuses it."""
    words = [build_localized_fieldname(word, language) for word in WORDS for language in LANGUAGES]
    columns = ["code", "is_active", "position", "min_total", "max_total", "countries", *words]
    refusing: dict[str, set[int]] = {}
    rows: dict[str, dict[str, Any]] = {}
    for row in GatewayOption.objects.order_by().values(*columns, "refused_by__pk"):
        partner_id = row.pop("refused_by__pk")
        rows[row["code"]] = row
        refusing.setdefault(row["code"], set()).update([partner_id] if partner_id else [])
    return {code: _terms(row, refused_by=refusing[code], words=words) for code, row in rows.items()}


def _terms(row: Mapping[str, Any], *, refused_by: Iterable[int], words: Iterable[str]) -> Terms:
    return Terms(
        code=row["code"],
        is_active=row["is_active"],
        position=row["position"],
        min_total=row["min_total"],
        max_total=row["max_total"],
        countries=frozenset(row["countries"] or ()),
        refused_by=frozenset(refused_by),
        words={word: row[word] or "" for word in words},
    )


def _check(option: GatewayOption) -> None:
    if option.min_total is not None and option.max_total is not None and option.min_total > option.max_total:
        raise ValidationError({"max_total": _("The upper limit lies below the lower one.")})
    unknown = [code for code in option.countries if len(code) != 2 or not code.isalpha()]
    if unknown:
        raise ValidationError({"countries": _("A country has two letters: ET KE.")})
