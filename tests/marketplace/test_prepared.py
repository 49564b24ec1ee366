"""Prepared selects give what the ordinary queryset gives, whatever they are asked and however often."""

from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from oscar.core.loading import get_model

from marketplace.prepared import MOST_SHAPES, PreparedSelect, hang
from oscar_apps.partner.models import StockRecord
from tests.factories import make_offer, make_partner, make_product

pytestmark = pytest.mark.django_db
Product = get_model("catalogue", "Product")


@pytest.fixture
def offers():
    partner = make_partner(name="Shiro Meda")
    return [make_offer(product=make_product(title=f"Scarf {n}"), partner=partner, price=f"{n}.50") for n in range(1, 6)]


def of_ids(ids):
    return StockRecord.objects.filter(pk__in=ids).select_related("partner", "product__product_class").order_by("pk")


def test_one_number(offers):
    select = PreparedSelect(lambda pk: StockRecord.objects.filter(pk=pk))
    assert [select(offer.pk)[0].pk for offer in offers] == [offer.pk for offer in offers]


@pytest.mark.parametrize("count", range(1, 6))
def test_lists_of_every_length(offers, count):
    ids = [offer.pk for offer in offers[:count]]
    assert PreparedSelect(of_ids)(ids) == list(of_ids(ids))


def test_the_same_id_twice_is_one_row(offers):
    assert len(PreparedSelect(of_ids)([offers[0].pk, offers[0].pk])) == 1


def test_no_ids_ask_nothing(offers, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert PreparedSelect(of_ids)([]) == []


def test_a_select_is_one_query_and_brings_its_relations(offers, django_assert_num_queries):
    select = PreparedSelect(of_ids)
    with django_assert_num_queries(1):
        found = select([offer.pk for offer in offers])
        assert {record.partner.name for record in found} == {"Shiro Meda"}
        assert [record.product.title for record in found] == [f"Scarf {n}" for n in range(1, 6)]
    assert found[0].price == Decimal("1.50")


def test_it_reads_afresh_each_time(offers):
    select = PreparedSelect(of_ids)
    select([offers[0].pk])
    StockRecord.objects.filter(pk=offers[0].pk).update(price=Decimal("9.99"))
    assert select([offers[0].pk])[0].price == Decimal("9.99")


def test_deferred_columns_stay_deferred(offers):
    select = PreparedSelect(lambda pk: StockRecord.objects.filter(pk=pk).only("price"))
    assert "partner_sku" in select(offers[0].pk)[0].get_deferred_fields()


def test_several_numbers_keep_their_places(offers):
    first, second = offers[0], offers[1]
    select = PreparedSelect(lambda ids, product_id: StockRecord.objects.filter(pk__in=ids, product_id=product_id))
    assert select([first.pk, second.pk], second.product_id) == [second]


def test_words_are_compared_as_they_are(offers):
    select = PreparedSelect(lambda sku, pk: StockRecord.objects.filter(partner_sku=sku, pk=pk))
    first = offers[0]
    assert select(first.partner_sku, first.pk) == [first]
    assert select("' OR 1=1 --", first.pk) == []


def test_hung_rows_answer_without_a_query(offers, django_assert_num_queries):
    product = offers[0].product
    hang(product, "stockrecords", offers[:1])
    with django_assert_num_queries(0):
        assert list(product.stockrecords.all()) == offers[:1]


def test_annotations_come_along(offers):
    offered = StockRecord.objects.filter(product_id=OuterRef("pk"))
    select = PreparedSelect(lambda pk: Product.objects.filter(pk=pk).annotate(is_offered=Exists(offered)))
    alone = make_product(title="Nobody's")
    assert [select(pk)[0].is_offered for pk in (offers[0].product_id, alone.pk)] == [True, False]


def test_each_shape_has_a_statement_of_its_own(offers):
    def build(pk, column):
        return StockRecord.objects.filter(pk=pk).only(column)

    select = PreparedSelect(build)
    assert "price" not in select(offers[0].pk, shape=("price",))[0].get_deferred_fields()
    assert "price" in select(offers[0].pk, shape=("num_in_stock",))[0].get_deferred_fields()


def test_building_happens_once_for_a_shape(offers):
    built = []

    def build(ids):
        built.append(ids)
        return of_ids(ids)

    select = PreparedSelect(build)
    for count in (3, 4, 3, 4):
        select([offer.pk for offer in offers[:count]])
    assert len(built) == 1


def test_the_shapes_kept_are_bounded(offers):
    select = PreparedSelect(lambda pk, number: StockRecord.objects.filter(pk=pk))
    for number in range(MOST_SHAPES + 10):
        select(offers[0].pk, shape=(number,))
    assert select._statement.cache_info().currsize == MOST_SHAPES


@pytest.mark.django_db(transaction=True)
def test_a_lock_needs_a_transaction():
    if not connection.features.has_select_for_update:
        pytest.skip("no row locks on this database")
    select = PreparedSelect(lambda pk: StockRecord.objects.select_for_update().filter(pk=pk))
    with transaction.atomic():
        assert select(1) == []
    with pytest.raises(transaction.TransactionManagementError):
        select(1)
