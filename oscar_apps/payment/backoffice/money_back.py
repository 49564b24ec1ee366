"""Giving money back from the back office: one form for the whole, a part, pieces or an amount."""

import secrets
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from marketplace.templatetags.shop import money_text
from oscar_apps.order.exceptions import IllegalMove

from ..exceptions import RefundRefused
from ..gateways.registry import display_name
from ..models import Refund, Source
from ..selectors import refunded_quantities
from ..services import refund_amount, refund_consignment, refund_lines, refund_rest, resolve_problem

#: Field name of the pieces of one line, before the line's number.
PIECES = "pieces-"


class PartField(forms.ModelChoiceField):
    """A seller's part by the seller's name: numbers of parts differ by a digit."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.partner.name} ({obj.number})"


class RefundForm(forms.Form):
    """`key` makes a form sent twice one refund."""

    WHAT = (
        ("rest", _("All that is left of this payment")),
        ("part", _("All that is left of one seller's part")),
        ("lines", _("Single pieces of one seller's part")),
        ("amount", _("An amount")),
    )
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    what = forms.ChoiceField(label=_("What is paid back"), choices=WHAT)
    part = PartField(label=_("Seller's part"), queryset=None, required=False, empty_label="–")
    amount = forms.DecimalField(label=_("Amount"), max_digits=12, decimal_places=2, required=False)
    restock = forms.BooleanField(label=_("The pieces go back on the seller's shelf"), required=False)
    reason = forms.CharField(label=_("Reason, which the buyer reads"), max_length=255)

    def __init__(self, *args: Any, source: Source, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs, auto_id=f"id_{source.pk}_%s")
        parts = source.order.consignments.filter(payment_shares__source=source)
        self.fields["part"].queryset = parts.select_related("partner")
        if not self.is_bound:
            self.initial |= {"key": secrets.token_urlsafe(12), "what": "rest"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("what") in ("part", "lines") and not data.get("part"):
            self.add_error("part", _("Choose whose part it is."))
        if data.get("what") == "amount" and data.get("amount") is None:
            self.add_error("amount", _("Say how much."))
        return data

    def pieces(self) -> dict[int, int]:
        """Line id -> pieces, of the chosen part."""
        lines = self.cleaned_data["part"].lines.values_list("pk", flat=True)
        given = {pk: self.data.get(f"{PIECES}{pk}", "") for pk in lines}
        return {pk: int(count) for pk, count in given.items() if count.isdecimal() and int(count)}


def make_refund(*, source: Source, data: Any, actor: Any) -> Refund:
    """What the form asks for. Raises `ValidationError`, `RefundRefused` and `IllegalMove`."""
    form = RefundForm(data, source=source)
    if not form.is_valid():
        wrong = [f"{form.fields[name].label}: {' '.join(errors)}" for name, errors in form.errors.items()]
        raise forms.ValidationError(wrong)
    asked = form.cleaned_data
    wish = {"key": f"admin:{asked['key']}", "reason": asked["reason"], "actor": actor, "role": "admin"}
    if asked["what"] == "lines":
        pieces = form.pieces()
        return refund_lines(consignment=asked["part"], quantities=pieces, restock=asked["restock"], **wish)
    if asked["what"] == "amount":
        return refund_amount(source=source, amount=asked["amount"], consignment=asked["part"], **wish)
    if asked["what"] == "rest":
        return refund_rest(source=source, **wish)
    refund = refund_consignment(consignment=asked["part"], **wish)
    if refund is None:
        raise RefundRefused(_t("Nothing is left of this part."))
    return refund


class GivesMoneyBack:
    """For pages of an order: the actions "refund" and "resolve", and what the block of payments shows."""

    money_actions = {"refund": "give_back", "resolve": "resolve"}
    money_refusals = (RefundRefused, IllegalMove)

    def money_order(self) -> Any:
        return self.object  # type: ignore[attr-defined]

    def give_back(self, data: Any) -> str:
        refund = make_refund(source=self._source(data), data=data, actor=self.request.user)  # type: ignore[attr-defined]
        said = {"amount": money_text(refund.amount, refund.currency)}
        if refund.status == Refund.Status.BY_HAND:
            return _t("%(amount)s has to be paid back by hand; it waits among the refunds.") % said
        return _t("%(amount)s is on its way back to the buyer.") % said

    def resolve(self, data: Any) -> str:
        note = data.get("note", "").strip()
        if not note:
            raise forms.ValidationError(_t("Say how you have dealt with it."))
        resolve_problem(source=self._source(data), note=note, actor=self.request.user)  # type: ignore[attr-defined]
        return _t("Noted.")

    def _source(self, data: Any) -> Source:
        """A payment of this order; another order's does not exist here."""
        pk = data.get("source", "")
        return get_object_or_404(Source, order=self.money_order(), pk=pk if pk.isdigit() else None)

    def money_context(self) -> dict[str, Any]:
        return {"payments": payments_of(self.money_order())}


def payments_of(order: Any) -> list[dict[str, Any]]:
    """Every attempt to pay an order with its history, shares and refunds, newest first."""
    rows = Source.objects.filter(order=order).order_by("-pk")
    related = ("changes", "shares__consignment__partner", "refunds__parts__line", "refunds__actor")
    return [_payment(source) for source in rows.prefetch_related(*related)]


def _payment(source: Source) -> dict[str, Any]:
    may_refund = source.amount_refunded < source.amount_debited
    shares = list(source.shares.all())
    return {
        "source": source,
        "gateway_name": display_name(source.gateway),
        "shares": shares,
        "refunds": list(source.refunds.all()),
        "form": RefundForm(source=source) if may_refund else None,
        "lines": _refundable_lines(shares) if may_refund else [],
    }


def _refundable_lines(shares: list[Any]) -> list[dict[str, Any]]:
    lines = [line for share in shares for line in share.consignment.lines.order_by("pk")]
    done = refunded_quantities(line_ids=[line.pk for line in lines])
    left = [(line, line.quantity - done.get(line.pk, 0)) for line in lines]
    return [{"line": line, "left": count, "name": f"{PIECES}{line.pk}"} for line, count in left if count]
