"""The sample market as a visitor, a seller and an accountant find it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db.models import Avg, F
from oscar.core.loading import get_model

from marketplace.outbox.models import Event
from marketplace.sample.loading.people import CUSTOMER_EMAIL
from oscar_apps.catalogue.models import Category, Product, ProductImage
from oscar_apps.communication.models import Message
from oscar_apps.offer.selectors import running_offers
from oscar_apps.order.models import Consignment, ConsignmentStatus, Order, OrderStatus
from oscar_apps.partner.checking import stock_mismatches, winning_mismatches
from oscar_apps.partner.models import Partner, StockRecord, WinningOffer
from oscar_apps.shipping.selectors import Parcel, options_for
from vendors.ledger.checking import mismatches
from vendors.models import Transaction, Vendor, VendorMember, VendorState

LANGUAGES = ("en", "am", "sw", "fr", "ar")


@pytest.fixture(autouse=True)
def _the_market(loaded, django_db_blocker):
    with django_db_blocker.unblock():
        yield


def test_a_second_run_makes_nothing(loaded) -> None:
    assert loaded.first["products"] > 190
    assert loaded.first["orders"] > 35
    assert set(loaded.second.values()) == {0}


def test_each_step_says_how_long_it_took(loaded) -> None:
    assert any(line.startswith("199 products (") for line in loaded.lines)


def test_twelve_shops_stand_in_three_states_with_owner_pictures_and_words() -> None:
    states = Vendor.objects.values_list("state", flat=True)
    assert sorted(states) == sorted(["active"] * 10 + ["on_holiday", "suspended"])
    assert VendorMember.objects.filter(role="owner").count() == 12
    for partner in Partner.objects.all():
        assert partner.logo and partner.banner and partner.rating
        assert all(getattr(partner, f"tagline_{code}") and getattr(partner, f"story_{code}") for code in LANGUAGES)


def test_goods_of_the_suspended_shop_are_not_on_any_list() -> None:
    suspended = Vendor.objects.get(state=VendorState.SUSPENDED).partner
    assert StockRecord.objects.filter(partner=suspended).exists()
    assert not WinningOffer.objects.filter(partner=suspended).exists()


def test_products_have_words_pictures_and_an_address_in_every_language() -> None:
    for product in Product.objects.filter(parent=None):
        assert product.is_public
        assert all(getattr(product, f"title_{code}") and getattr(product, f"slug_{code}") for code in LANGUAGES)
    bare = Product.objects.filter(parent=None, images=None)
    assert not bare.exists()
    for image in ProductImage.objects.all():
        assert set(image.renditions["webp"]) == {"320", "640", "960"}
        assert all(getattr(image, f"alt_text_{code}") for code in LANGUAGES)


def test_variants_are_told_apart_in_every_language() -> None:
    coloured = Product.objects.exclude(parent=None).exclude(color_hex="")
    assert coloured.count() > 100
    assert all(getattr(child, f"color_{code}") for child in coloured for code in LANGUAGES)


def test_specifications_are_filled_and_places_have_words_in_every_language() -> None:
    values = get_model("catalogue", "ProductAttributeValue")
    assert values.objects.count() > 500
    place = values.objects.filter(attribute__code="place").first()
    assert all(getattr(place.value_option, f"option_{code}") for code in LANGUAGES)


def test_books_are_free_of_tax_and_all_else_is_not() -> None:
    book = Product.objects.filter(product_class__slug="book").first()
    shirt = Product.objects.filter(product_class__slug="clothing").first()
    assert (book.tax_rate, shirt.tax_rate) == (Decimal(0), Decimal(15))


def test_categories_count_their_goods_and_show_a_picture() -> None:
    tops = Category.get_root_nodes()
    assert len(tops) == 8
    assert all(top.num_products and top.image for top in tops)
    assert Category.objects.filter(depth=3).exists()


def test_stock_movements_and_winning_offers_agree() -> None:
    assert list(stock_mismatches()) == []
    assert list(winning_mismatches()) == []


def test_stock_is_high_low_and_none_and_some_goods_have_two_sellers() -> None:
    shown = WinningOffer.objects.filter(is_listed=True)
    assert shown.filter(in_stock=False).exists()
    assert shown.filter(available__range=(1, 5)).exists()
    assert shown.filter(available__gt=50).exists()
    assert shown.filter(offers_count__gt=1).count() > 10
    assert shown.filter(sale_percentage__gt=0).count() > 20


def test_ratings_are_the_mean_of_the_reviews() -> None:
    rated = Product.objects.filter(reviews__status=1).annotate(mean=Avg("reviews__score"))
    assert rated.count() > 30
    assert not rated.exclude(rating=F("mean")).exists()


def test_orders_stand_in_every_state() -> None:
    assert 35 <= Order.objects.count() <= 50
    assert set(Consignment.objects.values_list("status", flat=True)) == set(ConsignmentStatus.values) - {
        "awaiting_payment"
    }
    assert set(Order.objects.values_list("status", flat=True)) == {"open", "completed", "cancelled"}
    assert Order.objects.filter(user=None, guest_email="").exists(), "nobody ordered by phone alone"


def test_the_customer_everybody_is_told_of_has_orders_to_look_at() -> None:
    orders = Order.objects.filter(user__email=CUSTOMER_EMAIL)
    assert set(orders.values_list("status", flat=True)) >= {"open", "completed"}
    assert len(set(Consignment.objects.filter(order__in=orders).values_list("status", flat=True))) >= 4


def test_one_part_can_be_cancelled_while_the_others_go_on() -> None:
    mixed = Order.objects.filter(consignments__status="cancelled").exclude(status=OrderStatus.CANCELLED)
    assert mixed.exists()


def test_some_goods_went_in_two_parcels() -> None:
    sent = [part.shipping_events.filter(parcel=None).count() for part in Consignment.objects.filter(status="shipped")]
    assert max(sent) == 2


def test_orders_lie_back_over_weeks_and_nothing_happens_in_the_future(settings) -> None:
    from datetime import timedelta

    from django.utils import timezone

    now = timezone.now()
    oldest = Order.objects.order_by("date_placed").first()
    assert oldest.date_placed < now - timedelta(days=21)
    for part in Consignment.objects.all():
        times = [change.created_at for change in part.status_changes.order_by("pk")]
        assert times == sorted(times)
        assert part.placed_at <= times[-1] <= now


def test_messages_are_recorded_and_nobody_gets_one() -> None:
    assert Message.objects.filter(status=Message.Status.SENT).count() > 200
    assert not Message.objects.exclude(status=Message.Status.SENT).exists()
    assert mail.outbox == []
    assert not Event.objects.filter(relayed_at=None).exists()


def test_everybody_signs_in_with_the_password_printed() -> None:
    for email in ("admin@example.com", "editor@example.com", "mahlet.bekele@example.com", "axum-silver@example.com"):
        assert authenticate(None, username=email, password="market-of-tests"), email
    assert get_user_model().objects.filter(groups__name="customer").count() == 20


def test_goods_are_delivered_at_home_and_by_some_abroad() -> None:
    partners = list(Partner.objects.all())
    parcels = [Parcel(partner.pk, Decimal(500), 800) for partner in partners]
    at_home = options_for(parcels=parcels, country="ET", region="ET-OR")
    assert all(at_home.values())
    abroad = options_for(parcels=parcels, country="KE", region="KE-30")
    assert 0 < sum(bool(options) for options in abroad.values()) < len(partners)


def test_names_of_deliveries_are_in_five_languages() -> None:
    methods = get_model("shipping", "PartnerShippingMethod").objects.all()
    assert all(getattr(method, f"name_{code}") for method in methods for code in LANGUAGES)
    collected = methods.filter(kind="pickup")
    assert collected and all(getattr(method, f"pickup_address_{code}") for method in collected for code in LANGUAGES)
    zones = get_model("shipping", "ShippingZone").objects.all()
    assert all(getattr(zone, f"name_{code}") for zone in zones for code in LANGUAGES)


def test_vouchers_and_offers_for_all_are_there() -> None:
    codes = set(get_model("voucher", "Voucher").objects.values_list("code", flat=True))
    assert codes == {"WELCOME10", "BUNA15", "BIRR200", "ONCE25"}
    offers = get_model("offer", "ConditionalOffer").objects.filter(offer_type="Site")
    assert {offer.benefit.type for offer in offers} == {"Percentage", "Multibuy"}
    assert all(
        getattr(offer, f"{field}_{code}") for offer in offers for code in LANGUAGES for field in ("name", "description")
    )
    assert {offer.name for offer in running_offers()} == {offer.name for offer in offers}


def test_production_is_refused(settings) -> None:
    settings.SETTINGS_MODULE = "marketplace.settings.production"
    with pytest.raises(CommandError, match="production"):
        call_command("sample_market")
    with pytest.raises(CommandError, match="production"):
        call_command("sample_market", force=True)


def test_what_was_delivered_is_collected_and_in_the_journal() -> None:
    delivered = Consignment.objects.filter(status=ConsignmentStatus.DELIVERED)
    booked = Transaction.objects.filter(kind="cash_collected")
    assert delivered.count() == booked.count() > 10
    assert Order.objects.filter(payment_status="paid").exists()
    assert set(booked.values_list("entries__account__kind", flat=True)) >= {"cash_from_seller", "cash_from_courier"}
    assert Transaction.objects.filter(kind="cash_remitted").count() == 1
    assert list(mismatches()) == []
