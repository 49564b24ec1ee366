"""The basket's page and what changes it. Forms may stand on public pages, so they carry no token (`basket.origin`)."""

import json
from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View
from django.views.decorators.cache import never_cache

from . import selectors, services, vouchers
from .exceptions import BasketRefused, QuantityRefused, VariantNeeded
from .forms import AddForm, QuantityForm
from .middleware import forget_basket, open_basket
from .models import Line
from .origin import same_origin_required
from .pages import basket_page

Said = dict[int, list[tuple[str, str]]]
#: Messages for one line carry its id behind this in their tags.
LINE_TAG = "line-"


def show(
    request: HttpRequest,
    *,
    said: Said | None = None,
    general: list[Any] | None = None,
    voucher: dict[str, str] | None = None,
    trigger: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The basket page, or only its contents where htmx asked."""
    page = basket_page(basket=open_basket(request), said=said)
    template = "oscar/basket/partials/contents.html" if request.htmx else "oscar/basket/basket.html"
    context = {"page": page, "voucher": voucher or {}, "messages": general or [], "bottom_bar": "basket"}
    response = render(request, template, context, status=status)
    if request.htmx:
        response["HX-Trigger"] = json.dumps({"visitor": {}, **(trigger or {})})
    return response


@method_decorator(never_cache, name="dispatch")
class BasketView(View):
    def get(self, request: HttpRequest) -> HttpResponse:
        open_basket(request)  # first, because a merge at sign-in has things to say
        said, general = _said_before(request)
        return show(request, said=said, general=general)


def _said_before(request: HttpRequest) -> tuple[Said, list[Any]]:
    """What earlier requests left to say: sentences for single lines, and those for the whole page."""
    said: Said = defaultdict(list)
    general = []
    waiting = messages.get_messages(request)
    for message in waiting if len(waiting) else ():
        tag = message.extra_tags or ""
        if tag.startswith(LINE_TAG):
            said[int(tag[len(LINE_TAG) :])].append((message.level_tag, str(message.message)))
        else:
            general.append(message)
    return said, general


@method_decorator([never_cache, same_origin_required], name="dispatch")
class Change(View):
    """A change by POST; a GET of the same address, from a reload for example, shows the basket."""

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return redirect("basket:summary")

    def answer(
        self, request: HttpRequest, *, line_id: int | None = None, level: str = "", text: str = ""
    ) -> HttpResponse:
        """The basket as it is now, at once for htmx, after a redirect otherwise; `text` is said beside its line."""
        if not request.htmx:
            if text:
                tag = f"{LINE_TAG}{line_id}" if line_id else ""
                messages.add_message(request, messages.DEFAULT_LEVELS[level.upper()], text, tag)
            return redirect("basket:summary")
        if line_id:
            return show(request, said={line_id: [(level, text)]})
        return show(request, trigger={"say": {"text": text, "level": level}} if text else None)


class AddView(Change):
    """Put something into the basket from a product's page, a list or a wish list."""

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        data = request.POST.copy()
        if pk is not None:
            data["product_id"] = str(pk)
        form = AddForm(data)
        if not form.is_valid():
            return self.refuse(request, _("That could not be added. Please try again."), back=_next(request))
        try:
            line = self.add(request, form)
        except VariantNeeded as refusal:
            return self.refuse(request, str(refusal), back=selectors.product_page(form.cleaned_data["product_id"]))
        except BasketRefused as refusal:
            return self.refuse(request, str(refusal), back=_next(request))
        return self.added(request, line)

    def add(self, request: HttpRequest, form: AddForm) -> Line:
        record = selectors.offer_to_buy(product_id=form.wanted_id, offer_id=form.cleaned_data["offer_id"])
        basket = open_basket(request)
        if not basket.can_be_edited:
            forget_basket(request)
            basket = open_basket(request)
        return services.add(basket=basket, stockrecord=record, quantity=form.cleaned_data["quantity"])

    def added(self, request: HttpRequest, line: Line) -> HttpResponse:
        text = _("“%(title)s” is in your basket.") % {"title": line.product.get_title()}
        if request.htmx:
            return self.small(request, text, "success")
        messages.success(request, text)
        return HttpResponseRedirect(_next(request))

    def refuse(self, request: HttpRequest, text: str, *, back: str) -> HttpResponse:
        if request.htmx:
            return self.small(request, text, "error")
        messages.error(request, text)
        return HttpResponseRedirect(back)

    def small(self, request: HttpRequest, text: str, level: str) -> HttpResponse:
        """The answer for htmx: a sentence for where the button is, a small message, and the counts anew."""
        response = render(request, "oscar/basket/partials/added.html", {"text": text, "level": level})
        response["HX-Trigger"] = json.dumps({"say": {"text": text, "level": level}, "visitor": {}})
        return response


def _next(request: HttpRequest) -> str:
    """Where a page wants the visitor back, if that is here; the basket otherwise."""
    address = request.POST.get("next", "")
    hosts = {request.get_host()}
    if address and url_has_allowed_host_and_scheme(address, allowed_hosts=hosts, require_https=request.is_secure()):
        return address
    return reverse("basket:summary")


class LineView(Change):
    """One line: a new quantity, out of the basket, or to another seller's offer."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        basket = open_basket(request)
        line = get_object_or_404(basket.all_lines(), pk=pk) if basket.pk else None
        if line is None:
            return self.answer(request)
        try:
            return self.change(request, line)
        except QuantityRefused as refusal:
            return self.fewer(request, line, refusal)
        except BasketRefused as refusal:
            return self.answer(request, line_id=pk, level="error", text=str(refusal))

    def change(self, request: HttpRequest, line: Line) -> HttpResponse:
        action = request.POST.get("action", "")
        if action == "remove":
            services.remove(line=line)
            text = _("“%(title)s” was taken out of your basket.") % {"title": line.product.get_title()}
            return self.answer(request, level="success", text=text)
        if action == "move":
            return self.move(request, line)
        form = QuantityForm(request.POST)
        if not form.is_valid() or form.cleaned_data["quantity"] is None:
            return self.answer(request, line_id=line.pk, level="error", text=_("Type a number of pieces."))
        services.set_quantity(line=line, quantity=form.cleaned_data["quantity"])
        return self.answer(request)

    def move(self, request: HttpRequest, line: Line) -> HttpResponse:
        record = selectors.offer_to_buy(product_id=line.product_id)
        moved = services.move_to_offer(line=line, stockrecord=record)
        text = _("This now comes from %(seller)s.") % {"seller": record.partner.name}
        if moved.quantity < line.quantity:
            text = ngettext(
                "This now comes from %(seller)s, who has %(count)d piece.",
                "This now comes from %(seller)s, who has %(count)d pieces.",
                moved.quantity,
            ) % {"seller": record.partner.name, "count": moved.quantity}
        return self.answer(request, line_id=moved.pk, level="success", text=text)

    def fewer(self, request: HttpRequest, line: Line, refusal: QuantityRefused) -> HttpResponse:
        """As many as there are, and the reason beside the line."""
        if refusal.allowed > line.quantity:
            services.set_quantity(line=line, quantity=refusal.allowed)
        return self.answer(request, line_id=line.pk, level="warning", text=str(refusal))


class ClearView(Change):
    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            services.clear(basket=open_basket(request))
        except BasketRefused:
            forget_basket(request)
        return self.answer(request)


class VoucherAddView(Change):
    def post(self, request: HttpRequest) -> HttpResponse:
        code = request.POST.get("code", "")[:128]
        try:
            voucher = vouchers.add_voucher(basket=open_basket(request), code=code, user=request.user)
        except BasketRefused as refusal:
            return show(request, voucher={"code": code, "error": str(refusal)}, status=200 if request.htmx else 422)
        return self.answer(request, level="success", text=_("Voucher %(code)s was added.") % {"code": voucher.code})


class VoucherRemoveView(Change):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        basket = open_basket(request)
        if basket.pk:
            vouchers.remove_voucher(basket=basket, voucher_id=pk)
        return self.answer(request, level="info", text=_("The voucher was taken out."))
