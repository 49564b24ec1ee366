"""Histories of orders, payments, parcels, cancellations, refunds and cash, drawn at random and compared with a plain
model of what must be true: pieces counted by hand, and money as the provider remembers it.
"""

from collections import Counter
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from oscar_apps.order.exceptions import IllegalMove
from oscar_apps.order.fulfilment import quantities_left, shipped_quantities
from oscar_apps.order.models import Consignment, Order
from oscar_apps.order.pipeline import UNSOLD
from oscar_apps.order.processing import EventHandler
from oscar_apps.order.tasks import expire_unpaid_orders
from oscar_apps.partner.models import StockRecord
from oscar_apps.payment import services as payments
from oscar_apps.payment.cash.services import remit
from oscar_apps.payment.exceptions import PaymentRefused, RefundRefused
from oscar_apps.payment.gateways.base import PaymentState, RefundState
from oscar_apps.payment.models import CashCollection, Refund, Share, Source
from tests.factories.checkout import make_two_sellers, place
from tests.payment.fake import Fake, Provider
from vendors.ledger import checking
from vendors.models import Entry

STOCK = 50
#: More orders would share the steps, and none would get far.
MOST_ORDERS = 3
REFUSALS = (IllegalMove, RefundRefused, PaymentRefused)
FEE = "3.50"


class Histories(RuleBasedStateMachine):
    """One market of two sellers; each rule is something that a person or a provider does.

    A rule whose move is refused changes nothing: that, too, the invariants see.
    """

    orders = Bundle("orders")
    online = Bundle("online")

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction._from_testcase = True  # orders are placed in a durable transaction
        self.transaction.__enter__()
        self.provider = Provider()
        Fake.provider = self.provider
        self.offers = make_two_sellers(stock=STOCK)
        self.sent, self.back, self.keys = Counter(), Counter(), Counter()
        self.handler = EventHandler(role="system")

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def attempt(self, call, *args, **kwargs):
        """What the services refuse is refused whole."""
        try:
            with transaction.atomic():
                return call(*args, **kwargs)
        except REFUSALS:
            return None

    # Buying and paying

    @precondition(lambda self: Order.objects.count() < MOST_ORDERS)
    @rule(target=orders, first=st.integers(1, 3), third=st.integers(1, 3))
    def buy_for_cash(self, first, third):
        return place(offers={self.offers[0]: first, self.offers[2]: third}).order.pk

    @precondition(lambda self: Order.objects.count() < MOST_ORDERS)
    @rule(targets=(orders, online), first=st.integers(1, 3), second=st.integers(1, 2), third=st.integers(0, 2))
    def buy_online(self, first, second, third):
        counts = {self.offers[0]: first, self.offers[1]: second, self.offers[2]: third}
        order = place(offers={offer: n for offer, n in counts.items() if n}, gateway="fake").order
        payments.start_payment(order)
        return order.pk

    @rule(pk=online, replays=st.integers(1, 3))
    def pay(self, pk, replays):
        """The newest attempt is paid, and the provider says so several times."""
        source = Source.objects.filter(order_id=pk).order_by("-pk").first()
        if source.reference in self.provider.payments:
            self.provider.pay(source.reference, fee=FEE)
        for _ in range(replays):
            payments.confirm_payment(reference=source.reference, gateway="fake", cause="webhook")

    @rule(pk=online, state=st.sampled_from([PaymentState.FAILED, PaymentState.CANCELLED]))
    def decline(self, pk, state):
        source = Source.objects.filter(order_id=pk).order_by("-pk").first()
        known = self.provider.payments.get(source.reference)
        if known and known["state"] == PaymentState.PENDING:
            known["state"] = state
            payments.confirm_payment(reference=source.reference, gateway="fake", cause="return")

    @rule(pk=online)
    def try_again(self, pk):
        order = Order.objects.get(pk=pk)
        if self.attempt(payments.pay_again, order=order, gateway="fake"):
            payments.start_payment(Order.objects.get(pk=pk))

    @rule(pk=online)
    def pay_an_older_attempt(self, pk):
        source = Source.objects.filter(order_id=pk).order_by("pk").first()
        if source.reference in self.provider.payments:
            self.provider.pay(source.reference, fee=FEE)
            payments.confirm_payment(reference=source.reference, gateway="fake", cause="sweep")

    @rule(pk=online)
    def time_runs_out(self, pk):
        Order.objects.filter(pk=pk, expires_at__isnull=False).update(expires_at=timezone.now())
        expire_unpaid_orders()

    # Sending

    def part(self, pk, position):
        parts = list(Consignment.objects.filter(order_id=pk).order_by("pk"))
        return parts[position % len(parts)]

    @rule(pk=orders, position=st.integers(0, 1), share=st.integers(1, 3))
    def ship(self, pk, position, share):
        """One piece of each line, or more, or all that is left; accepted first where it was not."""
        part = self.part(pk, position)
        self.attempt(self.handler.accept, part)
        counts = {line: min(left, share) for line, left in quantities_left(part).items()}
        if counts and self.attempt(self.handler.ship, part, counts):
            self.sent.update(self.by_offer(part, counts))

    @rule(pk=orders, position=st.integers(0, 1))
    def deliver(self, pk, position):
        self.attempt(self.handler.deliver, self.part(pk, position))

    @rule(pk=orders, position=st.integers(0, 1), back=st.booleans())
    def refuse(self, pk, position, back):
        """Nobody takes it; the goods are back at once, or later, or never."""
        part = self.part(pk, position)
        self.attempt(self.handler.refuse, part, "nobody at home")
        if back:
            self.goods_come_back(part)

    @rule(pk=orders, position=st.integers(0, 1))
    def goods_come_back_late(self, pk, position):
        self.goods_come_back(self.part(pk, position))

    def goods_come_back(self, part):
        part.refresh_from_db()
        was_back = part.goods_back_at
        self.attempt(self.handler.take_back, part)
        part.refresh_from_db()
        if part.goods_back_at and not was_back:
            self.back.update(self.by_offer(part, shipped_quantities(part)))

    @rule(pk=orders, position=st.integers(0, 1))
    def cancel_part(self, pk, position):
        self.attempt(self.handler.cancel_consignment, self.part(pk, position), "sold out")

    @rule(pk=orders)
    def cancel_order(self, pk):
        self.attempt(self.handler.cancel_order, Order.objects.get(pk=pk), "changed my mind")

    def by_offer(self, part, counts):
        lines = dict(part.lines.values_list("pk", "stockrecord_id"))
        return Counter({lines[pk]: count for pk, count in counts.items()})

    # Money back

    def next_key(self, pk):
        self.keys[pk] += 1
        return f"history:{pk}:{self.keys[pk]}"

    @rule(pk=orders, cents=st.integers(1, 30000))
    def refund_amount(self, pk, cents):
        source = Source.objects.filter(order_id=pk, is_surplus=False, amount_debited__gt=0).first()
        if source:
            amount = Decimal(cents) / 100
            self.attempt(payments.refund_amount, source=source, amount=amount, reason="sorry", key=self.next_key(pk))

    @rule(pk=orders, position=st.integers(0, 1))
    def refund_part(self, pk, position):
        part = self.part(pk, position)
        self.attempt(payments.refund_consignment, consignment=part, reason="sorry", key=self.next_key(pk))

    @rule(pk=orders, position=st.integers(0, 1))
    def refund_a_piece_that_stays_with_the_buyer(self, pk, position):
        part = self.part(pk, position)
        line = part.lines.order_by("pk").first()
        self.attempt(
            payments.refund_lines, consignment=part, quantities={line.pk: 1}, reason="broken", key=self.next_key(pk)
        )

    @rule(answer=st.sampled_from(list(RefundState)))
    def refunds_are_sent(self, answer):
        self.provider.refund_state = answer
        for refund in Refund.objects.filter(status__in=["requested", "pending"]):
            send = payments.send_refund if refund.status == "requested" else payments.ask_refund
            send(refund_id=refund.pk)

    @rule(settle=st.booleans())
    def an_operator_looks_at_what_is_left(self, settle):
        for refund in Refund.objects.filter(status="by_hand"):
            if settle:
                self.attempt(payments.settle_by_hand, refund=refund, proof="bank 17")
            else:
                self.attempt(payments.reverse_refund, refund=refund, reason="sent goods instead")

    @rule()
    def couriers_bring_their_cash(self):
        waiting = CashCollection.objects.filter(collector="courier", remittance=None)
        ids = list(waiting.values_list("pk", flat=True))
        if ids:
            remit(collection_ids=ids)

    # What must be true after each of them

    @invariant()
    def everything_agrees_with_the_journal(self):
        assert list(checking.mismatches()) == []

    @invariant()
    def pieces_are_where_they_should_be(self):
        held = Counter()
        for part in Consignment.objects.exclude(status__in=UNSOLD):
            left = quantities_left(part)
            held.update(self.by_offer(part, {pk: n for pk, n in left.items() if self.is_held(part, pk)}))
        for record in StockRecord.objects.all():
            assert record.num_in_stock == STOCK - self.sent[record.pk] + self.back[record.pk]
            assert (record.num_allocated or 0) == held[record.pk]

    @staticmethod
    def is_held(part, line_id):
        return part.lines.get(pk=line_id).num_allocated > 0

    @invariant()
    def nobody_pays_for_what_was_not_sold(self):
        """A part that ended without a sale keeps no money, and no payment gives back more than it took."""
        for share in Share.objects.filter(consignment__status__in=UNSOLD):
            assert share.refunded == share.amount or Refund.objects.filter(source=share.source, status="reversed")
        for source in Source.objects.exclude(amount_debited=0):
            assert source.amount_refunded <= source.amount_debited

    @invariant()
    def an_order_is_paid_once(self):
        counts = Counter(Source.objects.filter(is_surplus=False, status__in=["paid", "refunded"]).values_list("order"))
        assert all(count == 1 for count in counts.values())

    @invariant()
    def the_provider_has_what_the_journal_says(self):
        """What the provider took, less its charge and what it gave back, stands on its clearing account."""
        paid = [known for known in self.provider.payments.values() if known["state"] == PaymentState.PAID]
        took = sum((known["amount"] - known["fee"] for known in paid), Decimal(0))
        gave = Refund.objects.filter(status="succeeded", source__gateway="fake", proof="")  # with proof: by hand
        returned = gave.aggregate(total=Sum("amount"))["total"] or Decimal(0)
        clearing = Entry.objects.filter(account__kind="clearing", account__code__contains="fake")
        assert (clearing.aggregate(total=Sum("amount"))["total"] or Decimal(0)) == took - returned
