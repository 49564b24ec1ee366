import datetime
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from oscar_apps.catalogue.models import Product
from oscar_apps.partner import services, winning
from oscar_apps.partner.locks import lock_stockrecords
from oscar_apps.partner.models import Partner, StockRecord, WinningOffer
from oscar_apps.partner.winning import differences, rebuild_winning_offers, refresh_partner, refresh_winning_offers
from tests.factories import make_offer, make_partner, make_product, make_product_type, make_variant

pytestmark = pytest.mark.django_db


def winner_of(product):
    return WinningOffer.objects.filter(product=product).first()


def aged(offer, days):
    created = timezone.now() - datetime.timedelta(days=days)
    StockRecord.objects.filter(pk=offer.pk).update(date_created=created)
    return offer


def holiday_shop(**extra):
    return make_partner(selling=False, is_visible=True, is_on_holiday=True, **extra)


class TestRanking:
    """Each rule beats all that come after it."""

    def check(self, best, others):
        product = make_product()
        for offer in (*others, best):
            StockRecord.objects.filter(pk=offer.pk).update(product=product)
        refresh_winning_offers(product_ids=[product.pk])
        assert winner_of(product).stockrecord_id == best.pk

    def offer(self, days=0, **extra):
        return aged(make_offer(product=make_product(), refresh=False, **extra), days)

    def test_in_stock_beats_everything(self):
        best = self.offer(stock=1, price="900", partner=holiday_shop())
        self.check(best, [self.offer(stock=0, price="1", days=9, partner=make_partner(rating=Decimal(5)))])

    def test_a_seller_who_sells_now_beats_a_lower_price(self):
        self.check(self.offer(price="900"), [self.offer(price="1", partner=holiday_shop(rating=Decimal(5)), days=9)])

    def test_the_lower_price_beats_the_rating(self):
        best = self.offer(price="99.99", partner=make_partner(rating=Decimal("1.00")))
        self.check(best, [self.offer(price="100.00", partner=make_partner(rating=Decimal("5.00")), days=9)])

    def test_the_better_rating_beats_age_and_no_rating_comes_last(self):
        best = self.offer(partner=make_partner(rating=Decimal("4.10")))
        worse = self.offer(partner=make_partner(rating=Decimal("4.00")), days=5)
        self.check(best, [worse, self.offer(days=9)])

    def test_the_oldest_offer_wins_among_equals(self):
        self.check(self.offer(days=3), [self.offer(days=2), self.offer(days=1)])

    def test_the_first_record_wins_where_nothing_else_differs(self):
        offers = [self.offer() for _ in range(3)]
        StockRecord.objects.update(date_created=timezone.now())
        self.check(offers[0], offers[1:])


class TestRow:
    def test_it_copies_what_lists_need(self):
        product = make_product(num_sold=7, rating=4.5)
        offer = make_offer(product=product, price="75.00", compare_at_price=Decimal("100.00"), stock=3)
        make_offer(product=product, price="80.00")
        row = winner_of(product)

        assert (row.stockrecord, row.partner) == (offer, offer.partner)
        assert (row.price, row.compare_at_price, row.currency) == (Decimal("75.00"), Decimal("100.00"), "ETB")
        assert (row.sale_percentage, row.is_on_sale, row.saving) == (25, True, Decimal("25.00"))
        assert (row.available, row.in_stock, row.left, row.offers_count) == (3, True, 3, 2)
        assert (row.is_listed, row.num_sold, row.rating) == (True, 7, 4.5)
        assert row.date_created == product.date_created

    @pytest.mark.parametrize(
        ("price", "before", "percent"),
        [("99.99", "100", 0), ("66.67", "100", 33), ("0.40", "100", 99), ("100", "100", 0), ("100", None, 0)],
    )
    def test_the_percentage_never_promises_too_much(self, price, before, percent):
        before = Decimal(before) if before else None
        assert winning.sale_percentage(price=Decimal(price), compare_at_price=before) == percent

    def test_sold_out_is_still_shown(self):
        row = winner_of(make_offer(product=make_product(), stock=0).product)
        assert (row.available, row.in_stock, row.is_listed) == (0, False, True)

    def test_on_holiday_is_shown_but_cannot_be_bought(self):
        row = winner_of(make_offer(product=make_product(), partner=holiday_shop(), stock=9).product)
        assert (row.available, row.in_stock, row.is_listed) == (0, False, True)

    @pytest.mark.parametrize("fields", [{"is_active": False}, {"price": None}])
    def test_an_offer_off_sale_has_no_row(self, fields):
        offer = make_offer(product=make_product())
        StockRecord.objects.filter(pk=offer.pk).update(**fields)
        refresh_winning_offers(product_ids=[offer.product_id])
        assert winner_of(offer.product) is None

    def test_a_hidden_seller_has_no_row(self):
        assert winner_of(make_offer(product=make_product(), partner=make_partner(selling=False)).product) is None

    def test_what_is_not_public_is_not_listed(self):
        product = make_product(public=False)
        make_offer(product=product)
        assert not winner_of(product).is_listed
        Product.objects.filter(pk=product.pk).update(is_public=True)
        refresh_winning_offers(product_ids=[product.pk])
        assert winner_of(product).is_listed

    def test_what_is_not_counted_is_always_there(self):
        download = make_product_type(name="Download", track_stock=False)
        row = winner_of(make_offer(product=make_product(product_class=download), stock=0).product)
        assert row.in_stock and row.available == winning.UNCOUNTED and row.left is None


class TestParent:
    @pytest.fixture
    def parent(self):
        return make_product(structure="parent")

    def test_it_shows_the_best_variant_and_the_sum_of_the_winners(self, parent):
        shop, other = make_partner(), make_partner()
        red, blue = make_variant(parent=parent), make_variant(parent=parent)
        make_offer(product=red, partner=shop, price="50", stock=4)
        best = make_offer(product=blue, partner=shop, price="40", stock=3)
        make_offer(product=blue, partner=other, price="45", stock=100)

        row = winner_of(parent)
        assert (row.stockrecord, row.available, row.offers_count) == (best, 7, 2)
        assert row.is_listed and not winner_of(red).is_listed

    def test_variants_that_are_not_public_do_not_count(self, parent):
        shown, hidden = make_variant(parent=parent), make_variant(parent=parent)
        make_offer(product=shown, price="50", stock=4)
        make_offer(product=hidden, price="1", stock=100)
        Product.objects.filter(pk=hidden.pk).update(is_public=False)
        refresh_winning_offers(product_ids=[hidden.pk])
        assert (winner_of(parent).price, winner_of(parent).available) == (Decimal("50.00"), 4)

    def test_it_goes_with_its_last_offer(self, parent):
        offer = make_offer(product=make_variant(parent=parent))
        services.set_offered(stockrecord_id=offer.pk, is_offered=False)
        assert not WinningOffer.objects.exists()

    def test_its_sum_follows_an_order_of_its_variants(self, parent):
        first = make_offer(product=make_variant(parent=parent), stock=10)
        second = make_offer(product=make_variant(parent=parent), stock=10)
        with transaction.atomic():
            records = lock_stockrecords([first.pk, second.pk])
            services.allocate(records=records, quantities={first.pk: 2, second.pk: 10}, reference="1")
        assert winner_of(parent).available == 8
        assert list(differences()) == []


class TestFollowing:
    """Which offer wins is computed anew only where it may change."""

    @pytest.fixture
    def anew(self, monkeypatch):
        computed = []
        compute = winning._compute
        monkeypatch.setattr(winning, "_compute", lambda ids: computed.append(list(ids)) or compute(ids))
        return computed

    def take(self, offer, quantity):
        services.allocate_one(stockrecord_id=offer.pk, quantity=quantity)

    def test_not_while_pieces_are_left(self, anew):
        offer = make_offer(product=make_product(), stock=10)
        anew.clear()
        self.take(offer, 9)
        assert anew == [] and winner_of(offer.product).available == 1

    def test_when_the_winner_runs_out_and_when_it_comes_back(self, anew):
        product = make_product()
        cheap, dear = make_offer(product=product, price="1", stock=1), make_offer(product=product, price="2", stock=5)
        self.take(cheap, 1)
        assert winner_of(product).stockrecord == dear
        services.release(quantities={cheap.pk: 1}, reference="1")
        assert winner_of(product).stockrecord == cheap

    def test_not_when_another_than_the_winner_runs_out(self, anew):
        product = make_product()
        make_offer(product=product, price="1")
        dear = make_offer(product=product, price="2", stock=1)
        anew.clear()
        self.take(dear, 1)
        assert anew == [] and winner_of(product).available == 10

    def test_stock_of_a_shop_on_holiday_changes_nothing_shown(self):
        offer = make_offer(product=make_product(), partner=holiday_shop(), stock=5)
        self.take(offer, 1)
        assert winner_of(offer.product).available == 0
        assert list(differences()) == []


class TestBulk:
    def test_a_sellers_state_moves_all_its_offers(self):
        shop, rival = make_partner(), make_partner()
        products = [make_product() for _ in range(3)]
        for product in products:
            make_offer(product=product, partner=shop, price="1")
        second = make_offer(product=products[0], partner=rival, price="2")
        Partner.objects.filter(pk=shop.pk).update(is_visible=False, is_selling=False)
        refresh_partner(partner_id=shop.pk)
        assert list(WinningOffer.objects.values_list("stockrecord_id", flat=True)) == [second.pk]

    def test_rows_that_are_right_are_not_written(self, django_assert_num_queries):
        offer = make_offer(product=make_product())
        with django_assert_num_queries(5):
            # parents, rows that exist, lock, products, offers
            refresh_winning_offers(product_ids=[offer.product_id])

    def test_queries_grow_with_chunks_not_with_products(self, django_assert_max_num_queries):
        offers = [make_offer(product=make_product(), refresh=False) for _ in range(40)]
        with django_assert_max_num_queries(6):
            refresh_winning_offers(product_ids=[offer.product_id for offer in offers])
        assert WinningOffer.objects.count() == 40

    def test_rebuilding_repairs_whatever_is_wrong(self):
        lost, wrong, surplus = (make_offer(product=make_product()) for _ in range(3))
        WinningOffer.objects.filter(product=lost.product).delete()
        WinningOffer.objects.filter(product=wrong.product).update(available=99, price=1)
        StockRecord.objects.filter(pk=surplus.pk).update(is_active=False)
        assert dict(differences()) == {
            lost.product_id: ("row",),
            wrong.product_id: ("price", "available"),
            surplus.product_id: ("row",),
        }
        assert list(rebuild_winning_offers(chunk_size=2)) == [2, 3]
        assert list(differences()) == []

    def test_nothing_to_do_asks_nothing(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            refresh_winning_offers(product_ids=[])
