"""A seller's own money: how it stands with the market, and every entry that made it so."""

import csv
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from vendors.ledger import selectors
from vendors.ledger.export import seller_headings, seller_rows
from vendors.ledger.models import Entry, Purpose

from .access import MONEY_ROLES, ORDER_ROLES, PortalRequest, seller_page
from .context import portal_context

PER_PAGE = 30
#: Filter in the address -> purposes it shows.
FILTERS: dict[str, tuple[str, ...]] = {
    "sales": (Purpose.SALE,),
    "refunds": (Purpose.REFUND, Purpose.COMMISSION_RETURN, Purpose.COMMISSION_VAT_RETURN, Purpose.GATEWAY_FEE_RETURN),
    "costs": (Purpose.COMMISSION, Purpose.COMMISSION_VAT, Purpose.GATEWAY_FEE, Purpose.REFUND_FEE),
}


class PeriodForm(forms.Form):
    """Which days, and which order; what cannot be read does not narrow anything."""

    q = forms.CharField(required=False, max_length=140)
    start = forms.DateField(label=gettext_lazy("From day"), required=False)
    end = forms.DateField(label=gettext_lazy("To day"), required=False)


def _filter_labels() -> dict[str, str]:
    return {"": _("All"), "sales": _("Sales"), "refunds": _("Refunds"), "costs": _("Commission and charges")}


def _found(request: PortalRequest, form: PeriodForm) -> QuerySet[Entry]:
    """This seller's entries, as narrowed by the address."""
    form.is_valid()
    wanted = form.cleaned_data
    entries = selectors.statement_of(partner_id=request.vendor.partner_id)
    chosen = request.GET.get("what", "")
    if chosen in FILTERS:
        entries = entries.filter(purpose__in=FILTERS[chosen])
    if wanted.get("q"):
        entries = entries.filter(consignment__number__istartswith=wanted["q"].strip())
    if wanted.get("start"):
        entries = entries.filter(transaction__occurred_at__date__gte=wanted["start"])
    if wanted.get("end"):
        entries = entries.filter(transaction__occurred_at__date__lte=wanted["end"])
    return entries


@require_GET
@seller_page(roles=MONEY_ROLES)
def index(request: PortalRequest) -> HttpResponse:
    """The balance and the entries, newest first, by kind, order and day."""
    form = PeriodForm(request.GET)
    page = Paginator(_found(request, form), PER_PAGE).get_page(request.GET.get("page"))
    chosen = request.GET.get("what", "")
    balance = selectors.balance_of(partner_id=request.vendor.partner_id)
    context: dict[str, Any] = {
        "page": page,
        "form": form,
        "chosen": chosen,
        "narrowed": any(request.GET.get(name) for name in ("what", "q", "start", "end")),
        "filters": [{"key": key, "label": label, "active": key == chosen} for key, label in _filter_labels().items()],
        "balance": balance,
        "opens_orders": request.vendor_role in ORDER_ROLES,
        "export_url": f"{reverse('portal:money-export')}?{request.GET.urlencode()}",
    }
    return render(request, "vendors/portal/money.html", portal_context(request, active="money") | context)


@require_GET
@seller_page(roles=MONEY_ROLES)
def export(request: PortalRequest) -> StreamingHttpResponse:
    """The same entries as a spreadsheet (CSV, UTF-8)."""
    entries = _found(request, PeriodForm(request.GET))
    response = StreamingHttpResponse(_lines(entries), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="money.csv"'
    return response


class _Echo:
    """What a CSV writer writes to, to be sent on."""

    def write(self, value: str) -> str:
        return value


def _lines(entries: QuerySet[Entry]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # spreadsheets take it for UTF-8 then
    yield writer.writerow(seller_headings())
    for row in seller_rows(entries.iterator(chunk_size=500)):
        yield writer.writerow(row)
