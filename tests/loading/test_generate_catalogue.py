"""Made-up catalogues: the same seed gives the same goods, and what is written agrees with what it is made of."""

from __future__ import annotations

from itertools import islice

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from marketplace.sample.bench.copying import _cell, _Stream
from marketplace.sample.bench.goods import Maker
from oscar_apps.catalogue.models import Category, Product, ProductImage
from oscar_apps.partner.checking import stock_mismatches, winning_mismatches
from oscar_apps.partner.models import Partner, StockRecord, WinningOffer
from tests.factories import make_offer, make_product, make_tax_class


@pytest.fixture
def _tax(db):
    make_tax_class()


def check_generated(capsys, *, products: int) -> None:
    """Shared by both databases: the numbers, the agreement of the tables, and that rows can be added afterwards."""
    call_command("generate_catalogue", products=products, vendors=5, seed=7)
    assert "rows/s" in capsys.readouterr().out
    assert Product.objects.filter(code__startswith="bench-7-").count() == products
    assert Partner.objects.filter(code__startswith="bench-7-").count() == 5
    assert list(stock_mismatches()) == []
    assert list(winning_mismatches()) == []
    assert not any(Category.find_problems())
    assert sum(top.num_products for top in Category.get_root_nodes()) == products
    record = make_offer(product=make_product())
    assert record.pk > StockRecord.objects.filter(partner__code__startswith="bench").order_by("-pk").first().pk


@pytest.mark.usefixtures("_tax")
def test_what_is_generated_agrees(capsys) -> None:
    check_generated(capsys, products=400)


@pytest.mark.services
@pytest.mark.usefixtures("_tax")
def test_two_thousand_are_copied_and_agree(capsys) -> None:
    check_generated(capsys, products=2000)


@pytest.mark.usefixtures("_tax")
def test_a_product_is_whole(capsys) -> None:
    call_command("generate_catalogue", products=30, vendors=2)
    product = Product.objects.get(code="bench-1-3")
    assert product.title == product.title_en
    assert product.slug == product.slug_en == product.slug_ar
    assert product.is_public
    assert product.brand_id
    assert product.get_absolute_url().endswith(f"_{product.pk}/")
    assert WinningOffer.objects.get(product=product).price == product.stockrecords.first().price


@pytest.mark.usefixtures("_tax")
def test_a_seed_is_used_once(capsys) -> None:
    call_command("generate_catalogue", products=20, vendors=2)
    with pytest.raises(CommandError, match="--seed"):
        call_command("generate_catalogue", products=20, vendors=2)
    call_command("generate_catalogue", products=20, vendors=2, seed=2)
    assert Product.objects.filter(code__startswith="bench-").count() == 40


@pytest.mark.usefixtures("_tax")
def test_products_can_share_pictures_and_be_indexed(capsys) -> None:
    call_command("generate_catalogue", products=30, vendors=2, images=True, index=True)
    assert ProductImage.objects.count() == 30
    assert set(ProductImage.objects.first().renditions["webp"]) == {"320", "640", "960"}
    assert "30 search entries" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [{"products": 0}, {"vendors": 0}])
def test_nothing_is_refused(wrong) -> None:
    with pytest.raises(CommandError, match="at least one"):
        call_command("generate_catalogue", **wrong)


def test_the_same_seed_gives_the_same_goods_and_another_gives_others() -> None:
    def first(seed: int) -> list[object]:
        return list(islice(Maker(seed=seed, vendors=9, brands=5, categories=4).goods(50), 50))

    assert first(1) == first(1)
    assert first(1) != first(2)


def test_goods_are_plausible() -> None:
    goods = list(Maker(seed=3, vendors=9, brands=5, categories=4).goods(3000))
    assert all(good.price > 0 and good.second_seller != good.seller for good in goods)
    assert all(good.compare_at is None or good.compare_at > good.price for good in goods)
    assert 100 < sum(good.pieces == 0 for good in goods) < 400
    assert {good.seller for good in goods} == set(range(9))


@pytest.mark.parametrize(
    ("value", "cell"), [(None, "\\N"), (True, "t"), (False, "f"), ("a\tb\\c\nd", "a\\tb\\\\c\\nd"), (5, "5")]
)
def test_values_are_written_as_copy_reads_them(value, cell) -> None:
    assert _cell(value) == cell


def test_a_stream_gives_every_byte_once() -> None:
    stream = _Stream(iter(["eins\n", "zwei\n", "dreiundzwanzig\n"]))
    parts = iter(lambda: stream.read(7), b"")
    assert b"".join(parts) == b"eins\nzwei\ndreiundzwanzig\n"
