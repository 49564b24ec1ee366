"""Changing a basket: own offers, captured prices, limits in words, merging without loss."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from oscar_apps.basket import services
from oscar_apps.basket.exceptions import BasketClosed, NotOffered, QuantityRefused, VariantNeeded
from oscar_apps.basket.models import Basket
from oscar_apps.basket.selectors import contents, cookie_value, guest_basket, offer_to_buy, ready
from tests.factories import make_basket, make_offer, make_partner, make_product, make_user, make_variant

pytestmark = pytest.mark.django_db
StockRecord = get_model("partner", "StockRecord")


def new_basket(**fields) -> Basket:
    return ready(Basket(**fields))


def quantities(basket) -> list[int]:
    return list(basket.lines.order_by("pk").values_list("quantity", flat=True))


def test_adding_saves_the_basket_and_keeps_offer_and_price():
    offer = make_offer(product=make_product(), price="115.00")
    basket = new_basket()
    line = services.add(basket=basket, stockrecord=offer, quantity=2)
    assert basket.pk and line.stockrecord == offer
    assert (line.quantity, line.price_incl_tax, line.price_currency) == (2, Decimal("115.00"), "ETB")
    assert line.price_excl_tax == Decimal("100.00")


def test_adding_the_same_offer_again_adds_to_its_line():
    offer = make_offer(product=make_product())
    basket = new_basket()
    services.add(basket=basket, stockrecord=offer)
    line = services.add(basket=basket, stockrecord=offer, quantity=3)
    assert line.quantity == 4 and quantities(basket) == [4]


def test_two_sellers_of_one_product_are_two_lines():
    product = make_product()
    basket = new_basket()
    for price in ("100", "90"):
        services.add(basket=basket, stockrecord=make_offer(product=product, price=price))
    assert quantities(basket) == [1, 1]


def test_more_than_there_is_is_refused_with_what_may_be_had():
    offer = make_offer(product=make_product(), stock=3)
    basket = new_basket()
    services.add(basket=basket, stockrecord=offer, quantity=2)
    with pytest.raises(QuantityRefused) as refusal:
        services.add(basket=basket, stockrecord=offer, quantity=2)
    assert refusal.value.allowed == 3
    assert str(refusal.value) == "Only 3 left."
    assert quantities(basket) == [2]


def test_what_is_allocated_to_orders_is_not_available():
    offer = make_offer(product=make_product(), stock=3)
    StockRecord.objects.filter(pk=offer.pk).update(num_allocated=3)
    with pytest.raises(QuantityRefused) as refusal:
        services.add(basket=new_basket(), stockrecord=offer_to_buy(product_id=offer.product_id, offer_id=offer.pk))
    assert refusal.value.allowed == 0


def test_a_refused_first_thing_leaves_no_basket_behind():
    offer = make_offer(product=make_product(), stock=0)
    with pytest.raises(QuantityRefused):
        services.add(basket=new_basket(), stockrecord=offer)
    assert not Basket.objects.exists()


def test_a_closed_shop_sells_nothing():
    offer = make_offer(product=make_product(), partner=make_partner(selling=False))
    with pytest.raises(QuantityRefused) as refusal:
        services.add(basket=new_basket(), stockrecord=offer)
    assert refusal.value.allowed == 0


def test_a_basket_has_a_limit_of_pieces(settings):
    settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = 5
    first, second = (make_offer(product=make_product(), stock=100) for _ in range(2))
    basket = new_basket()
    services.add(basket=basket, stockrecord=first, quantity=4)
    with pytest.raises(QuantityRefused) as refusal:
        services.add(basket=basket, stockrecord=second, quantity=2)
    assert refusal.value.allowed == 1
    assert str(refusal.value) == "A basket holds 5 pieces at most."


def test_an_ordered_basket_is_closed():
    offer = make_offer(product=make_product())
    basket = make_basket(offers={offer: 1})
    line = basket.all_lines()[0]
    Basket.objects.filter(pk=basket.pk).update(status=Basket.SUBMITTED)
    for change in (
        lambda: services.add(basket=basket, stockrecord=offer),
        lambda: services.set_quantity(line=line, quantity=2),
        lambda: services.remove(line=line),
        lambda: services.clear(basket=basket),
    ):
        with pytest.raises(BasketClosed):
            change()
    assert quantities(basket) == [1]


def test_setting_a_quantity_and_zero_removes():
    basket = make_basket(offers={make_offer(product=make_product(), stock=5): 1})
    services.set_quantity(line=basket.all_lines()[0], quantity=5)
    assert quantities(basket) == [5]
    with pytest.raises(QuantityRefused):
        services.set_quantity(line=basket.all_lines()[0], quantity=6)
    services.set_quantity(line=basket.all_lines()[0], quantity=0)
    assert quantities(basket) == []


def test_fewer_may_always_be_had_even_of_what_is_short():
    offer = make_offer(product=make_product(), stock=1)
    basket = make_basket(offers={offer: 5})
    services.set_quantity(line=basket.all_lines()[0], quantity=2)
    assert quantities(basket) == [2]


def test_a_line_moves_to_another_sellers_offer():
    product = make_product()
    old = make_offer(product=product, price="100")
    other = make_offer(product=product, price="130", stock=2)
    basket = make_basket(offers={old: 3})
    line = services.move_to_offer(line=basket.all_lines()[0], stockrecord=other)
    assert (line.stockrecord, line.quantity, line.price_incl_tax) == (other, 2, Decimal("130"))
    assert quantities(basket) == [2]


def test_a_line_never_moves_to_another_product_and_stays_when_refused():
    product = make_product()
    basket = make_basket(offers={make_offer(product=product): 1})
    line = basket.all_lines()[0]
    with pytest.raises(NotOffered):
        services.move_to_offer(line=line, stockrecord=make_offer(product=make_product()))
    with pytest.raises(QuantityRefused):
        services.move_to_offer(line=line, stockrecord=make_offer(product=product, stock=0))
    assert quantities(basket) == [1]


def test_clearing_takes_vouchers_out_too():
    basket = make_basket(offers={make_offer(product=make_product()): 1})
    now = timezone.now()
    voucher = get_model("voucher", "Voucher").objects.create(
        name="V", code="V", start_datetime=now, end_datetime=now + timedelta(days=1)
    )
    basket.vouchers.add(voucher)
    services.clear(basket=basket)
    assert basket.is_empty and not basket.vouchers.exists()


class TestMerge:
    def test_quantities_are_added_and_capped_with_a_sentence(self):
        short, plenty, lone = (
            make_offer(product=make_product(title=t), stock=s) for t, s in (("Jebena", 3), ("Shema", 99), ("Mat", 9))
        )
        mine = make_basket(offers={short: 2, plenty: 1}, user=make_user())
        guest = make_basket(offers={short: 2, plenty: 1, lone: 4})
        merged = services.merge(basket=mine, other=guest)
        assert quantities(mine) == [3, 2, 4]
        assert merged.moved == 6
        assert merged.notices == ("Only 3 of “Jebena” are available; your basket has that many.",)
        guest.refresh_from_db()
        assert guest.status == Basket.MERGED and guest.date_merged

    def test_twice_is_once(self):
        offer = make_offer(product=make_product())
        mine, guest = make_basket(offers={offer: 1}, user=make_user()), make_basket(offers={offer: 1})
        services.merge(basket=mine, other=guest)
        assert services.merge(basket=mine, other=guest).moved == 0
        assert quantities(mine) == [2]

    def test_a_basket_is_not_merged_with_itself(self):
        basket = make_basket(offers={make_offer(product=make_product()): 1})
        assert services.merge(basket=basket, other=basket).moved == 0
        assert quantities(basket) == [1]

    def test_what_cannot_be_bought_comes_over_to_be_told_about(self):
        gone = make_offer(product=make_product(), stock=0)
        mine, guest = make_basket(user=make_user()), make_basket(offers={gone: 2})
        services.merge(basket=mine, other=guest)
        assert quantities(mine) == [2]

    def test_vouchers_come_over(self):
        now = timezone.now()
        voucher = get_model("voucher", "Voucher").objects.create(
            name="V", code="V", start_datetime=now, end_datetime=now + timedelta(days=1)
        )
        mine, guest = make_basket(user=make_user()), make_basket(offers={make_offer(product=make_product()): 1})
        guest.vouchers.add(voucher)
        services.merge(basket=mine, other=guest)
        assert list(mine.vouchers.all()) == [voucher]

    def test_a_full_basket_takes_no_more_and_says_so(self, settings):
        settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = 3
        mine = make_basket(offers={make_offer(product=make_product()): 3}, user=make_user())
        guest = make_basket(offers={make_offer(product=make_product(title="Mat")): 1})
        merged = services.merge(basket=mine, other=guest)
        assert merged.notices == ("There was no room for “Mat” in your basket.",)
        assert quantities(mine) == [3]


class TestOfferToBuy:
    def test_the_winner_unless_an_offer_is_named(self, django_assert_num_queries):
        product = make_product()
        dear, cheap = make_offer(product=product, price="120"), make_offer(product=product, price="100")
        with django_assert_num_queries(1):
            assert offer_to_buy(product_id=product.pk) == cheap
        with django_assert_num_queries(1):
            record = offer_to_buy(product_id=product.pk, offer_id=dear.pk)
            assert record.partner.name and record.product.get_product_class()
        assert record == dear

    def test_a_parent_needs_a_variant(self):
        parent = make_product(structure="parent")
        offer = make_offer(product=make_variant(parent=parent, size="M"))
        with pytest.raises(VariantNeeded):
            offer_to_buy(product_id=parent.pk)
        assert offer_to_buy(product_id=offer.product_id) == offer
        assert offer_to_buy(product_id=parent.pk, offer_id=offer.pk) == offer

    def test_an_offer_of_something_else_or_of_nobody_is_refused(self):
        product, other = make_product(), make_offer(product=make_product())
        for ids in ({"product_id": product.pk}, {"product_id": product.pk, "offer_id": other.pk}):
            with pytest.raises(NotOffered):
                offer_to_buy(**ids)


def test_the_cookie_opens_only_a_guests_open_basket():
    guest, owned = make_basket(), make_basket(user=make_user())
    assert guest_basket(cookie_value(guest)) == guest
    assert guest_basket(cookie_value(owned)) is None
    assert guest_basket(f"{guest.pk}:forged") is None
    Basket.objects.update(status=Basket.SUBMITTED)
    assert guest_basket(cookie_value(guest)) is None


def test_contents_count_in_one_query(django_assert_num_queries):
    basket = make_basket(
        offers={make_offer(product=make_product(), price="10.50"): 2, make_offer(product=make_product(), price="5"): 1}
    )
    with django_assert_num_queries(1):
        found = contents(cookie=cookie_value(basket))
    assert (found.count, found.total) == (3, Decimal("26.00"))
    with django_assert_num_queries(0):
        assert contents().count == 0


def test_adding_takes_few_queries(django_assert_max_num_queries):
    # Two of them are the savepoint that the test itself causes.
    offer = make_offer(product=make_product())
    assert offer.product.tax_rate  # remembered by the process
    basket = new_basket()
    with django_assert_max_num_queries(5):
        services.add(basket=basket, stockrecord=offer_to_buy(product_id=offer.product_id))
    with django_assert_max_num_queries(7):
        services.add(basket=basket, stockrecord=offer_to_buy(product_id=offer.product_id))
