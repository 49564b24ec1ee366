"""Facts of payment as the payment room tells them: its rows, then its signals, in one transaction."""

from decimal import Decimal
from itertools import count

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from oscar_apps.order.processing import EventHandler
from oscar_apps.payment import signals
from oscar_apps.payment.models import CashCollection, CourierRemittance, Refund, RefundPart, Share, Source
from tests.factories.checkout import make_two_sellers, place
from vendors.models import Entry, Transaction

D = Decimal
_numbers = count(1)


def make_order(*, offers=None, **extra):
    """100.00 and delivery of 50.00 from the first seller, 66.66 and 50.00 from the second: 266.66 in all.

    Paid online, so that nobody collects cash when it is delivered.
    """
    offers = offers or make_two_sellers()
    order = place(offers={offers[0]: 1, offers[2]: 2}, **extra).order
    order.payment_method = "chapa"
    order.save(update_fields=["payment_method"])
    return order


def make_source(order, *, amount=None, fee="0", gateway="chapa", is_surplus=False):
    number = next(_numbers)
    first = order.sources.order_by("pk").first()
    return Source.objects.create(
        order=order,
        source_type=first.source_type,
        gateway=gateway,
        reference=f"{order.number}-p{number}",
        currency=order.currency,
        amount_allocated=order.total_incl_tax,
        amount_debited=D(amount) if amount else order.total_incl_tax,
        fee=D(fee),
        status=Source.Status.PAID,
        is_surplus=is_surplus,
    )


@transaction.atomic
def capture(order, *, fee="0", gateway="chapa"):
    """The whole order is paid."""
    source = make_source(order, fee=fee, gateway=gateway)
    shares = Share.objects.bulk_create(
        Share(source=source, consignment=part, amount=part.total) for part in order.consignments.order_by("pk")
    )
    tell_capture(source, shares)
    return source


def tell_capture(source, shares=None):
    shares = shares if shares is not None else list(source.shares.order_by("pk"))
    signals.payment_captured.send(sender=Source, source=source, order=source.order, shares=shares, fee=source.fee)


@transaction.atomic
def surplus(order, *, amount="266.66", fee="0"):
    source = make_source(order, amount=amount, fee=fee, is_surplus=True)
    signals.surplus_captured.send(
        sender=Source, source=source, order=order, amount=source.amount_debited, fee=source.fee
    )
    return source


@transaction.atomic
def refund(source, *amounts, total=None):
    """`amounts` are (share, amount) pairs; `total` is for money without shares."""
    amounts = [(share, D(amount)) for share, amount in amounts]
    whole = D(total) if total else sum((amount for _share, amount in amounts), D(0))
    row = Refund.objects.create(source=source, amount=whole, currency=source.currency, key=f"test:{next(_numbers)}")
    parts = RefundPart.objects.bulk_create(
        RefundPart(refund=row, share=share, amount=amount) for share, amount in amounts
    )
    for share, amount in amounts:
        Share.objects.filter(pk=share.pk).update(refunded=F("refunded") + amount)
    source.amount_refunded += whole
    source.save(update_fields=["amount_refunded"])
    signals.refund_requested.send(sender=Refund, refund=row, parts=parts)
    return row


@transaction.atomic
def settle(row, *, proof=""):
    row.status, row.proof, row.settled_at = Refund.Status.SUCCEEDED, proof, timezone.now()
    row.save()
    signals.refund_settled.send(sender=Refund, refund=row)


@transaction.atomic
def reverse(row):
    row.status = Refund.Status.REVERSED
    row.save()
    for part in row.parts.all():
        Share.objects.filter(pk=part.share_id).update(
            refunded=Share.objects.get(pk=part.share_id).refunded - part.amount
        )
    row.source.amount_refunded -= row.amount
    row.source.save(update_fields=["amount_refunded"])
    signals.refund_reversed.send(sender=Refund, refund=row, parts=list(row.parts.all()))


@transaction.atomic
def collect(consignment, *, collector="seller"):
    """Cash as the cash room takes it down, without the consignment having to be delivered."""
    row = CashCollection.objects.create(
        consignment=consignment, amount=consignment.total, currency="ETB", collector=collector
    )
    signals.cash_collected.send(sender=CashCollection, collection=row)
    return row


@transaction.atomic
def remit(*rows, amount=None):
    total = D(amount) if amount else sum(row.amount for row in rows)
    remittance = CourierRemittance.objects.create(amount=total, currency="ETB", reference="R-1")
    CashCollection.objects.filter(pk__in=[row.pk for row in rows]).update(remittance=remittance)
    signals.cash_remitted.send(sender=CourierRemittance, remittance=remittance, collections=rows)
    return remittance


def deliver(consignment):
    handler = EventHandler(role="system")
    handler.accept(consignment)
    handler.ship(consignment)
    handler.deliver(consignment)


def table(row):
    """A transaction as a person would write it: account, purpose, amount (debit positive), in the order written."""
    return [
        (entry.account.code.removesuffix(":ETB").rstrip(":"), entry.purpose, str(entry.amount))
        for entry in row.entries.select_related("account").order_by("pk")
    ]


def booked(kind):
    return Transaction.objects.get(kind=kind)


def balance(account):
    """What stands on an account ("commission", "seller_payable:7"); debit positive."""
    code = f"{account}:ETB" if ":" in account else f"{account}::ETB"
    return sum(Entry.objects.filter(account__code=code).values_list("amount", flat=True), D(0))
