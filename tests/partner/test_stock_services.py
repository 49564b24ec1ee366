from decimal import Decimal

import pytest
from django.db import connection, transaction

from marketplace.outbox.models import Event
from oscar_apps.partner import services
from oscar_apps.partner.checking import stock_mismatches
from oscar_apps.partner.exceptions import InsufficientStock, InvalidStockAdjustment, Shortage, StockUnknown
from oscar_apps.partner.locks import lock_stockrecords
from oscar_apps.partner.models import StockMovement, StockRecord, WinningOffer
from oscar_apps.partner.winning import differences
from tests.factories import make_offer, make_partner, make_product, make_product_type, make_user, make_variant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def everything_agrees():
    """After every test of this file the log sums up to the records and the winning offers are exact."""
    yield
    assert list(stock_mismatches()) == []
    assert list(differences()) == []


def allocate(quantities, **extra):
    with transaction.atomic():
        records = lock_stockrecords(quantities)
        services.allocate(records=records, quantities=quantities, reference="100001", **extra)


def numbers(record):
    record = StockRecord.objects.get(pk=record.pk)
    return record.num_in_stock, record.num_allocated


def movements(record):
    rows = StockMovement.objects.filter(stockrecord=record).order_by("id")
    return [(row.kind, row.in_stock_delta, row.allocated_delta) for row in rows]


def events(name):
    return [event.payload for event in Event.objects.filter(name=name).order_by("created_at")]


class TestAllocate:
    def test_it_holds_pieces_and_writes_who_and_why(self):
        offer, person = make_offer(product=make_product(), stock=10), make_user()
        allocate({offer.pk: 3}, actor=person)

        assert numbers(offer) == (10, 3)
        movement = StockMovement.objects.filter(stockrecord=offer).latest("id")
        assert (movement.kind, movement.in_stock_delta, movement.allocated_delta) == ("allocated", 0, 3)
        assert (movement.reference, movement.actor) == ("100001", person)

    def test_one_shortage_leaves_everything_as_it_was(self):
        plenty, scarce = make_offer(product=make_product(), stock=10), make_offer(product=make_product(), stock=2)
        with pytest.raises(InsufficientStock) as refusal:
            allocate({plenty.pk: 1, scarce.pk: 3})

        assert refusal.value.shortages == [
            Shortage(stockrecord_id=scarce.pk, product_id=scarce.product_id, wanted=3, available=2)
        ]
        assert numbers(plenty) == (10, 0) and numbers(scarce) == (2, 0)
        assert not StockMovement.objects.filter(kind="allocated").exists() and not events("stock.updated")

    def test_every_shortage_is_named(self):
        first, second = make_offer(product=make_product(), stock=1), make_offer(product=make_product(), stock=0)
        with pytest.raises(InsufficientStock) as refusal:
            allocate({first.pk: 2, second.pk: 1})
        assert [(s.wanted, s.available) for s in refusal.value.shortages] == [(2, 1), (1, 0)]

    def test_records_read_too_early_do_not_oversell(self):
        offer, other = make_offer(product=make_product(), stock=5), make_offer(product=make_product(), stock=5)
        with transaction.atomic():
            stale = lock_stockrecords([offer.pk, other.pk])
        allocate({offer.pk: 4})
        with pytest.raises(InsufficientStock) as refusal, transaction.atomic():
            services.allocate(records=stale, quantities={offer.pk: 2, other.pk: 2}, reference="100002")
        assert [(s.stockrecord_id, s.available) for s in refusal.value.shortages] == [(offer.pk, 1)]
        assert numbers(offer) == (5, 4) and numbers(other) == (5, 0)

    def test_what_is_not_counted_is_passed_over(self):
        download = make_product_type(name="Download", track_stock=False)
        free = make_offer(product=make_product(product_class=download), stock=0)
        unnumbered = make_offer(product=make_product(), stock=None)
        allocate({free.pk: 5, unnumbered.pk: 5})
        assert numbers(free) == (0, 0) and numbers(unnumbered)[0] is None
        assert not StockMovement.objects.exists()

    def test_the_last_piece_sells_out_and_says_so(self):
        offer = make_offer(product=make_product(), stock=1)
        allocate({offer.pk: 1})
        winner = WinningOffer.objects.get(product=offer.product)
        assert (winner.available, winner.in_stock) == (0, False)
        assert events("stock.updated") == [{"product_ids": [offer.product_id], "crossed": True}]

    @pytest.mark.parametrize(("stock", "crossed"), [(100, False), (6, True), (4, True)])
    def test_pages_change_when_few_are_left(self, stock, crossed):
        offer = make_offer(product=make_product(), stock=stock)
        allocate({offer.pk: 1})
        assert events("stock.updated")[-1]["crossed"] is crossed

    def test_low_stock_is_said_once_when_it_is_reached(self, settings):
        settings.LOW_STOCK_DEFAULT = 10
        offer = make_offer(product=make_product(), stock=12)
        for _ in range(4):
            allocate({offer.pk: 1})
        assert [payload["available"] for payload in events("stock.low")] == [10]
        payload = events("stock.low")[0]
        assert payload["stockrecord_id"] == offer.pk and payload["partner_id"] == offer.partner_id

    def test_a_seller_may_have_its_own_level(self):
        offer = make_offer(product=make_product(), stock=12, low_stock_threshold=2)
        allocate({offer.pk: 9})
        assert not events("stock.low")
        allocate({offer.pk: 1})
        assert [payload["available"] for payload in events("stock.low")] == [2]

    @pytest.mark.parametrize("quantity", [0, -1])
    def test_only_positive_quantities(self, quantity):
        offer = make_offer(product=make_product())
        with pytest.raises(ValueError, match="positive"):
            allocate({offer.pk: quantity})

    def test_an_unknown_record_is_named(self):
        with pytest.raises(StockUnknown, match="424242"):
            allocate({424242: 1})

    def test_three_records_of_two_sellers_cost_seven_queries(self, django_assert_num_queries):
        first, second = make_partner(), make_partner()
        offers = [make_offer(product=make_product(), partner=shop, stock=50) for shop in (first, first, second)]
        with django_assert_num_queries(7), transaction.atomic(savepoint=False):
            # records, products, update, movements, winning offers, update, events
            records = lock_stockrecords([offer.pk for offer in offers])
            quantities = {offer.pk: number for number, offer in enumerate(offers, start=1)}
            services.allocate(records=records, quantities=quantities, reference="100001")


class TestReleaseAndShip:
    def test_released_pieces_can_be_bought_again(self):
        offer = make_offer(product=make_product(), stock=2)
        allocate({offer.pk: 2})
        services.release(quantities={offer.pk: 2}, reference="100001", reason="cancelled")
        assert numbers(offer) == (2, 0)
        assert movements(offer)[-1] == ("released", 0, -2)
        assert WinningOffer.objects.get(product=offer.product).available == 2

    def test_shipping_takes_from_the_shelf_and_changes_nothing_for_buyers(self):
        offer = make_offer(product=make_product(), stock=5)
        allocate({offer.pk: 2})
        before = len(events("stock.updated"))
        services.consume(quantities={offer.pk: 2}, reference="100001-1")
        assert numbers(offer) == (3, 0)
        assert movements(offer)[-1] == ("shipped", -2, -2)
        assert len(events("stock.updated")) == before

    @pytest.mark.parametrize("service", [services.release, services.consume])
    def test_more_than_is_held_is_refused_as_a_whole(self, service):
        offer, other = make_offer(product=make_product(), stock=5), make_offer(product=make_product(), stock=5)
        allocate({offer.pk: 2, other.pk: 1})
        with pytest.raises(InvalidStockAdjustment):
            service(quantities={other.pk: 1, offer.pk: 3}, reference="100001")
        assert numbers(offer) == (5, 2) and numbers(other) == (5, 1)

    def test_what_was_held_is_released_though_the_type_stopped_counting(self):
        kind = make_product_type(name="Made to order")
        offer = make_offer(product=make_product(product_class=kind), stock=5)
        allocate({offer.pk: 2})
        kind.track_stock = False
        kind.save()
        services.release(quantities={offer.pk: 2}, reference="100001")
        assert numbers(offer) == (5, 0)
        from oscar_apps.partner.winning import refresh_winning_offers

        refresh_winning_offers(product_ids=[offer.product_id])

    def test_returned_goods_are_on_the_shelf_again(self):
        offer = make_offer(product=make_product(), stock=1)
        allocate({offer.pk: 1})
        services.consume(quantities={offer.pk: 1}, reference="100001")
        services.take_back(quantities={offer.pk: 1}, reference="100001", reason="wrong size")
        assert numbers(offer) == (1, 0)
        assert movements(offer)[-1] == ("returned", 1, 0)


class TestShelf:
    def test_received_goods_come_back_into_the_shop(self):
        offer = make_offer(product=make_product(), stock=0)
        services.receive(stockrecord_id=offer.pk, quantity=7, reason="delivery note 12")
        assert numbers(offer) == (7, 0)
        assert movements(offer) == [("received", 7, 0)]
        assert WinningOffer.objects.get(product=offer.product).in_stock

    def test_a_count_sets_the_number(self):
        offer = make_offer(product=make_product(), stock=10)
        services.adjust(stockrecord_id=offer.pk, new_in_stock=8, reason="counted")
        services.adjust(stockrecord_id=offer.pk, new_in_stock=8, reason="counted again")
        assert numbers(offer) == (8, 0)
        assert movements(offer) == [("received", 10, 0), ("adjusted", -2, 0)]

    def test_never_below_what_orders_hold(self):
        offer = make_offer(product=make_product(), stock=10)
        allocate({offer.pk: 6})
        with pytest.raises(InvalidStockAdjustment):
            services.adjust(stockrecord_id=offer.pk, new_in_stock=5, reason="counted")
        services.adjust(stockrecord_id=offer.pk, new_in_stock=6, reason="counted")
        assert numbers(offer) == (6, 6)

    @pytest.mark.parametrize("number", [-1, services.MOST_IN_STOCK + 1])
    def test_absurd_numbers_are_refused(self, number):
        offer = make_offer(product=make_product(), stock=10)
        with pytest.raises(InvalidStockAdjustment):
            services.adjust(stockrecord_id=offer.pk, new_in_stock=number, reason="slip")

    @pytest.mark.parametrize("number", [0, 4])
    def test_what_was_always_there_begins_to_be_counted(self, number):
        offer = make_offer(product=make_product(), stock=None)
        assert WinningOffer.objects.get(product=offer.product).in_stock
        services.adjust(stockrecord_id=offer.pk, new_in_stock=number, reason="first count")
        assert numbers(offer) == (number, 0)
        assert WinningOffer.objects.get(product=offer.product).available == number

    def test_saving_a_form_does_not_bring_back_old_stock(self):
        offer = make_offer(product=make_product(), stock=10)
        form_opened = StockRecord.objects.get(pk=offer.pk)
        allocate({offer.pk: 4})
        form_opened.partner_sku = "NEW"
        form_opened.save()
        assert numbers(offer) == (10, 4)
        assert StockRecord.objects.get(pk=offer.pk).partner_sku == "NEW"


class TestOffers:
    def test_a_new_offer_has_its_first_movement_and_wins(self):
        details = services.OfferDetails(partner_sku="A-1", price=Decimal("10.005"), num_in_stock=3)
        record = services.create_offer(product=make_product(), partner=make_partner(), details=details)
        assert movements(record) == [("received", 3, 0)]
        assert record.price == Decimal("10.01")
        assert WinningOffer.objects.get(product=record.product).stockrecord == record
        assert events("offer.updated") == [{"product_ids": [record.product_id]}]

    def test_a_lower_price_wins(self):
        product = make_product()
        first, second = make_offer(product=product, price="100"), make_offer(product=product, price="110")
        services.set_price(stockrecord_id=second.pk, price=Decimal("90"), compare_at_price=Decimal("120"))
        winner = WinningOffer.objects.get(product=product)
        assert (winner.stockrecord, winner.price, winner.sale_percentage) == (second, Decimal("90.00"), 25)
        services.set_price(stockrecord_id=second.pk, price=Decimal("100.01"))
        winner.refresh_from_db()
        assert (winner.stockrecord, winner.sale_percentage) == (first, 0)

    def test_a_price_is_not_negative(self):
        offer = make_offer(product=make_product())
        with pytest.raises(ValueError, match="negative"):
            services.set_price(stockrecord_id=offer.pk, price=Decimal("-1"))

    def test_an_offer_taken_off_sale_is_shown_no_more_and_comes_back(self):
        offer = make_offer(product=make_product())
        services.set_offered(stockrecord_id=offer.pk, is_offered=False)
        assert not WinningOffer.objects.filter(product=offer.product).exists()
        services.set_offered(stockrecord_id=offer.pk, is_offered=True)
        assert WinningOffer.objects.filter(product=offer.product).exists()


class TestOscarsDoors:
    def test_allocate_refuses_what_is_not_there(self):
        offer = make_offer(product=make_product(), stock=3)
        offer.allocate(3)
        assert offer.num_allocated == 3
        with pytest.raises(InsufficientStock):
            offer.allocate(1)
        assert numbers(offer) == (3, 3)

    def test_cancel_and_consume_go_through_the_log(self):
        offer = make_offer(product=make_product(), stock=3)
        offer.allocate(3)
        offer.cancel_allocation(1)
        offer.consume_allocation(2)
        assert (offer.num_in_stock, offer.num_allocated) == (1, 0)
        assert [kind for kind, *_ in movements(offer)] == ["received", "allocated", "released", "shipped"]
        with pytest.raises(InvalidStockAdjustment):
            offer.consume_allocation(1)

    def test_what_is_not_counted_is_left_alone(self):
        download = make_product_type(name="Download", track_stock=False)
        offer = make_offer(product=make_product(product_class=download), stock=0)
        offer.allocate(2)
        offer.cancel_allocation(2)
        offer.consume_allocation(2)
        assert numbers(offer) == (0, 0)

    def test_variants_count_by_their_parents_type(self):
        parent = make_product(structure="parent", product_class=make_product_type(name="Free", track_stock=False))
        offer = make_offer(product=make_variant(parent=parent), stock=0)
        assert not offer.can_track_allocations


@pytest.mark.django_db(transaction=True)
def test_stock_is_locked_inside_a_transaction_only(transactional_ground):
    assert not connection.in_atomic_block
    with pytest.raises(transaction.TransactionManagementError):
        lock_stockrecords([1])
