"""`place_order`: what it writes, and that a refusal writes nothing."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.core.loading import get_model

from marketplace.outbox.models import Event
from oscar_apps.checkout import exceptions
from oscar_apps.checkout.services import place_order, quote
from oscar_apps.order.models import Order
from oscar_apps.order.processing import EventHandler
from tests.factories import make_address, make_basket, make_user
from tests.factories.checkout import make_two_sellers, order_arguments, place
from tests.factories.offers import make_voucher

pytestmark = pytest.mark.django_db


@pytest.fixture
def offers():
    return make_two_sellers()


def test_an_order_has_a_consignment_for_each_seller(offers):
    order = place(offers={offers[0]: 1, offers[1]: 2, offers[2]: 3}).order

    first, second = order.consignments.order_by("pk")
    assert (first.subtotal, first.shipping_incl_tax, first.total) == (
        Decimal("140.00"),
        Decimal("50.00"),
        Decimal("190.00"),
    )
    assert (second.subtotal, second.total) == (Decimal("99.99"), Decimal("149.99"))
    assert order.total_incl_tax == Decimal("339.99") == first.total + second.total
    assert [first.number, second.number] == [f"{order.number}-1", f"{order.number}-2"]
    assert first.status == second.status == "placed"
    assert order.status == "open" and order.payment_status == "pending"


def test_tax_is_contained_and_adds_up(offers):
    order = place(offers={offers[0]: 1, offers[2]: 3}).order

    for line in order.lines.all():
        assert line.line_price_incl_tax - line.line_price_excl_tax == (line.line_price_incl_tax * 15 / 115).quantize(
            Decimal("0.01")
        )
    assert order.tax == sum(part.tax for part in order.consignments.all())
    assert order.total_excl_tax == order.total_incl_tax - order.tax


def test_a_seller_without_vat_registration_charges_none(offers):
    partner = offers[2].partner
    type(partner).objects.filter(pk=partner.pk).update(is_vat_registered=False)
    order = place(offers={offers[0]: 1, offers[2]: 3}).order

    part = order.consignments.get(partner=partner)
    assert part.tax == 0 and part.total == Decimal("149.99")


def test_stock_is_allocated_and_logged(offers):
    order = place(offers={offers[0]: 2}).order

    offers[0].refresh_from_db()
    assert (offers[0].num_in_stock, offers[0].num_allocated) == (10, 2)
    movement = offers[0].movements.get(reference=order.number)
    assert (movement.kind, movement.in_stock_delta, movement.allocated_delta) == ("allocated", 0, 2)


def test_lines_keep_what_was_bought(offers):
    product = offers[0].product
    order = place(offers={offers[0]: 2}).order
    title = product.title
    type(product).objects.filter(pk=product.pk).update(title="Another name", title_en="Another name")

    line = order.lines.get()
    assert (line.title, line.partner_sku, line.quantity) == (title, offers[0].partner_sku, 2)
    assert line.unit_price_incl_tax == Decimal("100.00")


def test_the_same_basket_makes_one_order(offers):
    basket = make_basket(offers={offers[0]: 1})
    arguments = order_arguments(basket=basket)
    first = place_order(**arguments)
    second = place_order(**{**arguments, "shipping_address": make_address()})

    assert first.created and not second.created
    assert second.order == first.order
    assert Order.objects.count() == 1


def test_a_key_returns_the_first_order_and_refuses_another_body(offers):
    user = make_user()
    first = place(offers={offers[0]: 1}, user=user, idempotency_key="k1", body_hash="a")
    again = place(offers={offers[0]: 1}, user=user, idempotency_key="k1", body_hash="a")
    assert again.order == first.order and not again.created
    with pytest.raises(exceptions.KeyReused):
        place(offers={offers[0]: 1}, user=user, idempotency_key="k1", body_hash="b")


def test_another_persons_key_is_another_key(offers):
    first = place(offers={offers[0]: 1}, user=make_user(), idempotency_key="k1", body_hash="a")
    other = place(offers={offers[0]: 1}, user=make_user(), idempotency_key="k1", body_hash="a")
    assert other.created and other.order != first.order


def _nothing_was_written(offers):
    assert Order.objects.count() == 0
    assert get_model("order", "ShippingAddress").objects.count() == 0
    assert Event.objects.filter(name="order.created").count() == 0
    for offer in offers:
        offer.refresh_from_db()
        assert offer.num_allocated == 0


def test_a_changed_price_places_nothing_and_shows_the_new_total(offers):
    basket = make_basket(offers={offers[0]: 1})
    arguments = order_arguments(basket=basket)
    type(offers[0]).objects.filter(pk=offers[0].pk).update(price=Decimal("120.00"))

    with pytest.raises(exceptions.TotalChanged) as refusal:
        place_order(**arguments)
    assert refusal.value.quote.total == Decimal("170.00")
    assert [(p.code, p.old, p.new) for p in refusal.value.problems] == [
        ("price_changed", Decimal("100.00"), Decimal("120.00"))
    ]
    _nothing_was_written(offers)


@pytest.mark.parametrize("change", [{"is_selling": False}, {"is_on_holiday": True}, {"is_visible": False}])
def test_goods_of_a_seller_who_does_not_sell_are_refused(offers, change):
    basket = make_basket(offers={offers[0]: 1, offers[2]: 1})
    arguments = order_arguments(basket=basket)
    type(offers[2].partner).objects.filter(pk=offers[2].partner_id).update(**change)

    with pytest.raises(exceptions.Unavailable) as refusal:
        place_order(**arguments)
    assert [p.partner_id for p in refusal.value.problems] == [offers[2].partner_id]
    _nothing_was_written(offers)


def test_goods_taken_off_the_market_are_refused(offers):
    basket = make_basket(offers={offers[0]: 1})
    arguments = order_arguments(basket=basket)
    product = offers[0].product
    type(product).objects.filter(pk=product.pk).update(is_public=False)

    with pytest.raises(exceptions.Unavailable):
        place_order(**arguments)
    _nothing_was_written(offers)


def test_too_few_in_stock_says_how_many_are_left(offers):
    basket = make_basket(offers={offers[0]: 8})
    arguments = order_arguments(basket=basket)
    place(offers={offers[0]: 5})

    with pytest.raises(exceptions.Unavailable) as refusal:
        place_order(**arguments)
    problem = refusal.value.problems[0]
    assert (problem.code, problem.old, problem.new) == ("insufficient_stock", 8, 5)
    assert "5" in problem.message
    assert Order.objects.count() == 1


def test_a_seller_who_does_not_deliver_there_is_named(offers):
    from oscar_apps.shipping.models import ShippingZone

    partner = offers[2].partner
    zone = ShippingZone.objects.create(partner=partner, name="Addis", countries=["ET"], regions=["ET-AA"])
    partner.shipping_methods.update(zone=zone)
    basket = make_basket(offers={offers[0]: 1, offers[2]: 1})
    with pytest.raises(exceptions.ShippingUnavailable) as refusal:
        place_order(**order_arguments(basket=basket, shipping_address=make_address(region_code="ET-TI")))
    assert [p.partner_id for p in refusal.value.problems] == [partner.pk]
    _nothing_was_written(offers)


def test_an_unknown_gateway_is_refused(offers):
    with pytest.raises(exceptions.GatewayRefused):
        place(offers={offers[0]: 1}, gateway="barter")
    _nothing_was_written(offers)


def test_an_empty_basket_is_refused():
    with pytest.raises(exceptions.BasketEmpty):
        place_order(**order_arguments(basket=make_basket(), shown_total="0"))


def test_a_wing_that_fails_takes_the_order_with_it(offers):
    from oscar_apps.order.signals import order_committing

    def fail(**kwargs):
        raise RuntimeError("the wing is broken")

    order_committing.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            place(offers={offers[0]: 1})
    finally:
        order_committing.disconnect(fail)
    _nothing_was_written(offers)


def test_discounts_fall_on_lines_and_sellers_and_are_counted(offers):
    voucher = make_voucher(percent=10)
    basket = make_basket(offers={offers[0]: 1, offers[2]: 3})
    basket.vouchers.add(voucher)
    order = place_order(**order_arguments(basket=basket)).order

    first, second = order.consignments.order_by("pk")
    assert first.discount + second.discount == order.discount == Decimal("20.00")
    assert order.total_incl_tax == Decimal("279.99")
    assert sum(line.line_price_incl_tax for line in order.lines.all()) == Decimal("179.99")
    voucher.refresh_from_db()
    assert (voucher.num_orders, voucher.total_discount) == (1, Decimal("20.00"))
    assert order.discounts.get().voucher_code == voucher.code


def test_a_voucher_is_given_back_when_the_order_is_cancelled(offers):
    voucher = make_voucher(usage="Single use")
    basket = make_basket(offers={offers[0]: 1})
    basket.vouchers.add(voucher)
    order = place_order(**order_arguments(basket=basket)).order
    EventHandler(role="buyer").cancel_order(order)

    voucher.refresh_from_db()
    assert voucher.num_orders == 0 and voucher.is_available_to_user(AnonymousUser())[0]
    assert voucher.offers.get().num_applications == 0


def test_a_quote_reads_only(offers):
    basket = make_basket(offers={offers[0]: 1, offers[2]: 2})
    seen = quote(basket=basket, country="ET", region="ET-AA", shipping_choices={})
    assert seen.total == Decimal("266.66")
    assert [part.chosen.price for part in seen.consignments] == [Decimal("50.00"), Decimal("50.00")]
    assert not seen.problems


def test_placing_costs_the_same_number_of_queries_for_more_lines(offers):
    place(offers={offers[0]: 1})  # warms what a process remembers
    with CaptureQueriesContext(connection) as small:
        place(offers={offers[0]: 1})
    with CaptureQueriesContext(connection) as large:
        place(offers={offers[0]: 1, offers[1]: 1, offers[2]: 1})
    # The makers insert one row more for each line; the rest does not grow.
    assert len(large) - len(small) <= 2
