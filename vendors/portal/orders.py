"""A seller's own consignments: list, detail, and the moves a seller makes. Every fetch starts from the seller."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from oscar_apps.address.selectors import address_lines
from oscar_apps.order import fulfilment, pipeline, selectors
from oscar_apps.order.exceptions import IllegalMove
from oscar_apps.order.models import Consignment, ConsignmentStatus
from oscar_apps.order.processing import EventHandler

from .access import ORDER_ROLES, PortalRequest, seller_page
from .context import portal_context
from .forms import CancelForm, ParcelForm, PiecesForm, RefusalForm

PER_PAGE = 20
S = ConsignmentStatus

#: Filter in the address -> statuses it shows.
FILTERS: dict[str, tuple[str, ...]] = {
    "new": (S.PLACED,),
    "to-ship": (S.ACCEPTED, S.PART_SHIPPED),
    "on-the-way": (S.SHIPPED,),
    "delivered": (S.DELIVERED,),
    "refused": (S.REFUSED,),
    "cancelled": (S.CANCELLED,),
}


def _own(request: PortalRequest) -> QuerySet[Consignment]:
    """This seller's paid or payable consignments; what waits for payment is not the seller's yet."""
    return selectors.consignments_of([request.vendor.partner_id]).exclude(status=S.AWAITING_PAYMENT)


def _fetch(request: PortalRequest, number: str) -> Consignment:
    consignment = _own(request).filter(number=number).first()
    if consignment is None:
        raise Http404
    return consignment


def _filter_labels() -> dict[str, str]:
    return {
        "": _("All"),
        "new": _("To accept"),
        "to-ship": _("To ship"),
        "on-the-way": _("On the way"),
        "delivered": _("Delivered"),
        "refused": _("Refused at the door"),
        "cancelled": _("Cancelled"),
    }


@require_GET
@seller_page(roles=ORDER_ROLES)
def index(request: PortalRequest) -> HttpResponse:
    """Consignments, newest first, by status and by number or name."""
    chosen = request.GET.get("status", "")
    query = request.GET.get("q", "").strip()
    found = _own(request)
    if chosen in FILTERS:
        found = found.filter(status__in=FILTERS[chosen])
    if query:
        found = found.filter(_matches(query))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "query": query,
        "chosen": chosen,
        "filters": [{"key": key, "label": label, "active": key == chosen} for key, label in _filter_labels().items()],
    }
    return render(request, "vendors/portal/orders.html", portal_context(request, active="orders") | context)


def _matches(query: str) -> Q:
    address = "order__shipping_address__"
    return (
        Q(number__icontains=query)
        | Q(**{f"{address}first_name__icontains": query})
        | Q(**{f"{address}last_name__icontains": query})
        | Q(lines__title__icontains=query, lines__isnull=False)
    )


@require_GET
@seller_page(roles=ORDER_ROLES)
def detail(request: PortalRequest, number: str) -> HttpResponse:
    return _page(request, _fetch(request, number))


def _page(
    request: PortalRequest,
    consignment: Consignment,
    *,
    parcel_form: ParcelForm | None = None,
    cancel_form: CancelForm | None = None,
    back_form: PiecesForm | None = None,
    status: int = 200,
) -> HttpResponse:
    lines = _lines_with_left(consignment)
    to_send = [line for line in lines if line.left]
    waiting = [parcel for parcel in consignment.parcels if not hasattr(parcel, "arrival")]
    context = {
        "consignment": consignment,
        "order": consignment.order,
        "lines": lines,
        "address_lines": address_lines(consignment.order.shipping_address),
        "steps": selectors.progress(consignment),
        "can_accept": S.ACCEPTED in pipeline.allowed_moves(consignment),
        "can_ship": consignment.status in (S.ACCEPTED, S.PART_SHIPPED),
        "can_cancel": pipeline.cancellable(consignment),
        "waiting_parcels": waiting,
        "parcel_form": parcel_form or ParcelForm(lines=to_send),
        "cancel_form": cancel_form or CancelForm(),
        "can_refuse": pipeline.under_way(consignment) and len(waiting) == len(consignment.parcels),
        "refusal_form": RefusalForm(),
        "back_form": back_form or _back_form(consignment),
    }
    return render(
        request, "vendors/portal/order.html", portal_context(request, active="orders") | context, status=status
    )


def _lines_with_left(consignment: Consignment) -> list[Any]:
    """The lines with `left`, the pieces still to be sent."""
    left = fulfilment.quantities_left(consignment)
    lines = list(consignment.lines.all())
    for line in lines:
        line.left = left.get(line.pk, 0)
    return lines


def _back_form(consignment: Consignment, data: Any = None) -> PiecesForm | None:
    """For refused goods that are still under way back to the seller."""
    if consignment.status != S.REFUSED or consignment.goods_back_at:
        return None
    sent = fulfilment.shipped_quantities(consignment)
    lines = [line for line in consignment.lines.all() if sent.get(line.pk)]
    for line in lines:
        line.left = sent[line.pk]  # type: ignore[attr-defined]
    return PiecesForm(data, lines=lines)


def _act(
    request: PortalRequest, number: str, move: Callable[[EventHandler, Consignment], Any], done: str
) -> HttpResponse:
    """Make one move and go back to the order, saying what happened."""
    consignment = _fetch(request, number)
    try:
        move(EventHandler(user=request.user, role="seller"), consignment)
    except IllegalMove as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("portal:order", number=number)


@require_POST
@seller_page(roles=ORDER_ROLES)
def accept(request: PortalRequest, number: str) -> HttpResponse:
    return _act(request, number, lambda handler, part: handler.accept(part), _("Order accepted. Pack it and send it."))


@require_POST
@seller_page(roles=ORDER_ROLES)
def ship(request: PortalRequest, number: str) -> HttpResponse:
    consignment = _fetch(request, number)
    to_send = [line for line in _lines_with_left(consignment) if line.left]
    form = ParcelForm(request.POST, lines=to_send)
    if not form.is_valid():
        return _page(request, consignment, parcel_form=form, status=422)

    def send(handler: EventHandler, part: Consignment) -> Any:
        return handler.ship(part, form.quantities(), **form.details())

    return _act(request, number, send, _("Parcel sent. The buyer has been told."))


@require_POST
@seller_page(roles=ORDER_ROLES)
def deliver(request: PortalRequest, number: str) -> HttpResponse:
    consignment = _fetch(request, number)
    wanted = request.POST.get("parcel", "")
    parcel = next((row for row in consignment.parcels if str(row.pk) == wanted), None)
    if wanted and parcel is None:
        raise Http404
    return _act(request, number, lambda handler, part: handler.deliver(part, parcel), _("Marked as delivered."))


@require_POST
@seller_page(roles=ORDER_ROLES)
def cancel(request: PortalRequest, number: str) -> HttpResponse:
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, _fetch(request, number), cancel_form=form, status=422)
    reason = form.cleaned_data["reason"]
    done = _("Cancelled. The goods are back in stock and the buyer has been told.")
    return _act(request, number, lambda handler, part: handler.cancel_consignment(part, reason), done)


@require_POST
@seller_page(roles=ORDER_ROLES)
def refuse(request: PortalRequest, number: str) -> HttpResponse:
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _page(request, _fetch(request, number), status=422)
    reason = form.cleaned_data["reason"]
    done = _("Noted. Tell us when the goods are back with you.")
    return _act(request, number, lambda handler, part: handler.refuse(part, reason), done)


@require_POST
@seller_page(roles=ORDER_ROLES)
def take_back(request: PortalRequest, number: str) -> HttpResponse:
    consignment = _fetch(request, number)
    form = _back_form(consignment, request.POST)
    if form is not None and not form.is_valid():
        return _page(request, consignment, back_form=form, status=422)
    pieces = form.quantities() if form else {}
    done = _("The goods are back in your stock.")
    return _act(request, number, lambda handler, part: handler.take_back(part, pieces), done)
