"""`load_catalogue` on small made-up files: good rows are sold, bad ones reported, and twice is once."""

from __future__ import annotations

import csv
import gzip
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from marketplace.sample.feed.loader import Loaded, load_file, pieces
from marketplace.sample.feed.rows import COLUMNS
from oscar_apps.catalogue.models import Brand, Category, Product
from oscar_apps.partner.checking import stock_mismatches, winning_mismatches
from oscar_apps.partner.models import Partner, StockMovement, StockRecord, WinningOffer
from oscar_apps.shipping.selectors import Parcel, options_for
from tests.factories import make_tax_class
from vendors.models import Vendor

pytestmark = pytest.mark.django_db
GOOD = {
    "sku": "A1",
    "name": "Woven basket",
    "category_path": "Home > Baskets",
    "seller": "Harar Baskets",
    "brand": "Harar",
    "price": "100",
    "compare_at_price": "150",
    "description": "Grass and palm.",
}
OTHERS = [
    {
        **GOOD,
        "sku": "A2",
        "name": "Clay pot",
        "category_path": "Home > Kitchen",
        "brand": "HARAR",
        "compare_at_price": "",
    },
    {**GOOD, "sku": "A3", "name": "ሸማ", "category_path": "Clothing > Scarves", "seller": "ሐረር", "brand": ""},
]


@pytest.fixture(autouse=True)
def _tax():
    make_tax_class()


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        table.writerows(rows)
    return path


def run(tmp_path: Path, rows: list[dict[str, str]], rate: str = "2.3") -> Loaded:
    path = write(tmp_path / "goods.csv", rows)
    return load_file(path, rate=Decimal(rate), problems_to=tmp_path / "problems.csv", report=lambda line: None)


def problems(tmp_path: Path) -> list[tuple[str, str, str]]:
    with (tmp_path / "problems.csv").open(encoding="utf-8", newline="") as file:
        return [(row["row"], row["field"], row["result"]) for row in csv.DictReader(file)]


def test_rows_become_goods_that_can_be_bought(tmp_path) -> None:
    loaded = run(tmp_path, [GOOD, *OTHERS])
    assert (loaded.created, loaded.offers_created, loaded.sellers, loaded.brands) == (3, 3, 2, 1)
    offer = WinningOffer.objects.get(product__code="A1")
    assert (offer.price, offer.compare_at_price, offer.currency) == (Decimal("230.00"), Decimal("345.00"), "ETB")
    assert offer.is_listed
    assert offer.product.categories.get().get_parent().name == "Home"
    assert offer.partner.is_open
    assert Vendor.objects.filter(state="active").count() == 2
    assert problems(tmp_path) == []


def test_prices_are_rounded_half_up_to_the_cent(tmp_path) -> None:
    run(tmp_path, [{**GOOD, "price": "1.05", "compare_at_price": ""}], rate="0.1")
    assert StockRecord.objects.get().price == Decimal("0.11")


def test_a_second_run_changes_nothing(tmp_path) -> None:
    run(tmp_path, [GOOD, *OTHERS])
    before = list(Product.objects.order_by("pk").values()), list(StockRecord.objects.order_by("pk").values())
    loaded = run(tmp_path, [GOOD, *OTHERS])
    assert loaded.is_unchanged
    assert (list(Product.objects.order_by("pk").values()), list(StockRecord.objects.order_by("pk").values())) == before


def test_a_changed_price_changes_that_price_alone(tmp_path) -> None:
    run(tmp_path, [GOOD, *OTHERS])
    others = list(StockRecord.objects.exclude(partner_sku="A2").order_by("pk").values())
    loaded = run(tmp_path, [GOOD, {**OTHERS[0], "price": "90"}, OTHERS[1]])
    assert (loaded.created, loaded.updated, loaded.prices_changed, loaded.offers_created) == (0, 0, 1, 0)
    assert WinningOffer.objects.get(product__code="A2").price == Decimal("207.00")
    assert list(StockRecord.objects.exclude(partner_sku="A2").order_by("pk").values()) == others


def test_changed_words_and_category_are_written_and_the_address_stays(tmp_path) -> None:
    run(tmp_path, [GOOD])
    slug = Product.objects.get().slug_en
    loaded = run(tmp_path, [{**GOOD, "name": "Woven basket, large", "category_path": "Home > Storage"}])
    product = Product.objects.get()
    assert loaded.updated
    assert (product.title, product.title_en, product.slug_en) == ("Woven basket, large", "Woven basket, large", slug)
    assert [category.name for category in product.categories.all()] == ["Storage"]


def test_rows_that_cannot_be_sold_are_left_out_and_said(tmp_path) -> None:
    bad = [
        {**GOOD, "sku": "", "name": "No number"},
        {**GOOD, "sku": "B2", "name": "  "},
        {**GOOD, "sku": "B3", "price": "free"},
        {**GOOD, "sku": "B4", "price": "-5"},
        {**GOOD, "sku": "B5", "seller": ""},
        GOOD,
        {**GOOD, "sku": "B7", "price": "NaN"},
    ]
    loaded = run(tmp_path, [GOOD, *bad])
    assert (loaded.rows, loaded.skipped, loaded.created) == (8, 7, 1)
    found = problems(tmp_path)
    assert found == [
        ("3", "sku", "skipped"),
        ("4", "name", "skipped"),
        ("5", "price", "skipped"),
        ("6", "price", "skipped"),
        ("7", "seller", "skipped"),
        ("8", "sku", "skipped"),
        ("9", "price", "skipped"),
    ]


def test_smaller_faults_are_mended_and_said(tmp_path) -> None:
    rows = [
        {**GOOD, "sku": "C1", "category_path": "Woven basket"},
        {**GOOD, "sku": "C2", "compare_at_price": "80"},
        {**GOOD, "sku": "C3", "name": "x" * 300},
        {**GOOD, "sku": "C4", "name": "<b>Bold</b> basket", "category_path": "Home > Bold basket from..."},
    ]
    loaded = run(tmp_path, rows)
    assert (loaded.created, loaded.skipped) == (4, 0)
    assert [field for _row, field, result in problems(tmp_path) if result == "mended"] == [
        "category_path", "compare_at_price", "name", "category_path",
    ]  # fmt: skip
    assert Product.objects.get(code="C1").categories.get().name == "Other goods"
    assert StockRecord.objects.get(partner_sku="C2").compare_at_price is None
    assert len(Product.objects.get(code="C3").title) == 255
    assert Product.objects.get(code="C4").title == "Bold basket"


def test_a_row_of_another_length_is_left_out(tmp_path) -> None:
    path = write(tmp_path / "goods.csv", [GOOD])
    with path.open("a", encoding="utf-8") as file:
        file.write("D1,too short\nD2,a,b,c,d,5,6,e,one too many\n")
    loaded = load_file(path, rate=Decimal(1), problems_to=tmp_path / "problems.csv", report=lambda line: None)
    assert (loaded.created, loaded.skipped) == (1, 2)


def test_every_language_has_one_latin_slug_that_nobody_else_has(tmp_path) -> None:
    run(tmp_path, [GOOD, {**GOOD, "sku": "A9"}, *OTHERS])
    slugs = list(Product.objects.values_list("slug_en", "slug_am", "slug_ar"))
    assert len({row[0] for row in slugs}) == len(slugs)
    assert all(row[0].isascii() and len(set(row)) == 1 for row in slugs)
    assert all(partner.slug.isascii() for partner in Partner.objects.all())


def test_brands_are_one_in_any_case_but_sellers_are_as_they_write_themselves(tmp_path) -> None:
    run(tmp_path, [GOOD, OTHERS[0], {**GOOD, "sku": "E1", "seller": "HARAR BASKETS"}])
    assert Brand.objects.count() == 1
    assert Partner.objects.count() == 2


def test_the_tree_of_categories_is_whole_and_counted(tmp_path) -> None:
    run(tmp_path, [GOOD])
    run(tmp_path, [GOOD, *OTHERS])
    assert not any(Category.find_problems())
    home = Category.objects.get(name="Home")
    assert (home.numchild, home.num_products) == (2, 2)


def test_stock_has_its_movement_and_winning_offers_agree(tmp_path) -> None:
    run(tmp_path, [GOOD, *OTHERS])
    assert list(stock_mismatches()) == []
    assert list(winning_mismatches()) == []
    assert StockMovement.objects.count() == sum(pieces(sku) > 0 for sku in ("A1", "A2", "A3"))


def test_stock_made_up_is_high_low_and_none() -> None:
    stocks = [pieces(f"SKU{n}") for n in range(1200)]
    assert 60 < stocks.count(0) < 140
    assert 150 < sum(0 < stock < 6 for stock in stocks) < 260
    assert stocks == [pieces(f"SKU{n}") for n in range(1200)]


def test_every_seller_delivers(tmp_path) -> None:
    run(tmp_path, [GOOD, *OTHERS])
    parcels = [Parcel(partner.pk, Decimal(10)) for partner in Partner.objects.all()]
    assert all(options_for(parcels=parcels, country="ET", region="ET-AA").values())


def test_new_goods_are_in_the_search_index(tmp_path) -> None:
    from modelsearch.conf import get_app_config

    run(tmp_path, [GOOD, *OTHERS])
    entries = get_app_config().get_model("IndexEntry").objects.filter(content_type__model="product")
    indexed = {int(pk) for pk in entries.values_list("object_id", flat=True)}
    assert indexed == set(Product.objects.values_list("pk", flat=True))


def test_a_packed_file_is_read_and_the_command_says_what_it_did(tmp_path, capsys) -> None:
    plain = write(tmp_path / "goods.csv", [GOOD, {**GOOD, "sku": "F2", "price": ""}])
    packed = tmp_path / "goods.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    call_command("load_catalogue", str(packed), rate="2", problems=tmp_path / "problems.csv")
    said = capsys.readouterr().out
    assert "products: 1 created, 0 updated" in said
    assert "1 problems in" in said
    assert StockRecord.objects.get().price == Decimal("200.00")


@pytest.mark.parametrize("rate", ["0", "-1", "much", "inf"])
def test_a_rate_that_is_none_is_refused(tmp_path, rate) -> None:
    path = write(tmp_path / "goods.csv", [GOOD])
    with pytest.raises(CommandError, match="rate"):
        call_command("load_catalogue", str(path), f"--rate={rate}")


def test_a_file_with_other_columns_is_refused(tmp_path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("id,title\n1,x\n", encoding="utf-8")
    with pytest.raises(CommandError, match="no column"):
        call_command("load_catalogue", str(path), problems=tmp_path / "problems.csv")


def test_a_chunk_that_fails_leaves_nothing_behind(tmp_path, monkeypatch) -> None:
    from marketplace.sample.feed import loader

    def fail(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(loader, "create_offers", fail)
    with pytest.raises(RuntimeError):
        run(tmp_path, [GOOD])
    assert not Product.objects.exists()
    assert not Partner.objects.exists()


def test_prices_below_zero_are_refused() -> None:
    from oscar_apps.partner.importing import NewPrice, set_prices

    with pytest.raises(ValueError, match="negative"):
        set_prices({1: NewPrice(Decimal(-1), None)})
