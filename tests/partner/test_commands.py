from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from oscar_apps.partner.models import StockRecord, WinningOffer
from tests.factories import make_offer, make_product

pytestmark = pytest.mark.django_db


def run(name, **options):
    out = StringIO()
    call_command(name, stdout=out, **options)
    return out.getvalue()


def test_check_stock_is_content_when_everything_agrees():
    make_offer(product=make_product(), stock=5)
    make_offer(product=make_product(), stock=None)
    assert "agree" in run("check_stock")


def test_check_stock_reports_every_difference_and_fails():
    first, second, third = (make_offer(product=make_product(), stock=5) for _ in range(3))
    StockRecord.objects.filter(pk=first.pk).update(num_in_stock=6)
    StockRecord.objects.filter(pk=second.pk).update(num_allocated=2)
    WinningOffer.objects.filter(product=third.product).update(price=1)

    out = StringIO()
    with pytest.raises(CommandError, match="5 differences"):
        call_command("check_stock", stdout=out)
    assert f"stock record {first.pk}: in stock 6, movements 5; allocated 0, movements 0" in out.getvalue()
    assert f"stock record {second.pk}: in stock 5, movements 5; allocated 2, movements 0" in out.getvalue()
    assert f"product {third.product_id}: winning offer differs in price" in out.getvalue()


def test_rebuilding_makes_winning_offers_right_again():
    offer = make_offer(product=make_product(), stock=5)
    WinningOffer.objects.all().delete()
    assert "1 products done" in run("rebuild_winning_offers", chunk_size=10)
    assert WinningOffer.objects.get().stockrecord == offer


def test_rebuilding_an_empty_shop_is_nothing():
    assert "0 products done" in run("rebuild_winning_offers")
