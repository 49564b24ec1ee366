"""Writes of the catalogue: state, products with all that belongs to them, categories, brands."""

import pytest
from django.core.exceptions import ValidationError
from oscar.core.loading import get_model

from marketplace.outbox.models import Event
from oscar_apps.catalogue import services
from oscar_apps.catalogue.models import Category, Product
from oscar_apps.catalogue.services import Details, Variant
from oscar_apps.partner.models import WinningOffer
from tests.factories import make_category, make_offer, make_product, make_product_type, make_user

from .goods import make_brand, on_sale, with_variants

pytestmark = pytest.mark.django_db


def events(name: str) -> list[dict]:
    return list(Event.objects.filter(name=name).values_list("payload", flat=True))


def save(**changes) -> Product:
    values = {"words": {"title": {"en": "Shawl"}}, "product_type": make_product_type(), **changes}
    return services.save_product(**values)


class TestState:
    def test_active_is_public_and_listed(self):
        product = make_product(public=False)
        make_offer(product=product)
        services.set_state(product=product, state="active")
        product.refresh_from_db()
        assert product.is_public
        assert WinningOffer.objects.get(product=product).is_listed

    @pytest.mark.parametrize("state", ["draft", "inactive", "deleted"])
    def test_anything_else_is_neither(self, state):
        product = on_sale()
        services.set_state(product=product, state=state)
        product.refresh_from_db()
        assert not product.is_public
        assert not WinningOffer.objects.filter(product=product, is_listed=True).exists()

    def test_deleted_does_not_come_back_to_life_at_once(self):
        product = on_sale()
        services.set_state(product=product, state="deleted")
        with pytest.raises(ValidationError):
            services.set_state(product=product, state="active")

    def test_says_what_happened(self):
        product = on_sale()
        services.set_state(product=product, state="deleted")
        assert events("product.deleted") == [{"product_id": product.pk}]

    def test_the_same_state_again_is_silent(self):
        product = on_sale()
        services.set_state(product=product, state="active")
        assert not events("product.updated")

    def test_a_parent_that_goes_takes_its_variants_offers_off_the_lists(self):
        product = with_variants("Shirt", ("Red", "#aa0000", "M"))
        services.set_state(product=product, state="inactive")
        assert not WinningOffer.objects.filter(is_listed=True).exists()


class TestSaveProduct:
    def test_a_new_product_is_a_draft_with_its_maker(self):
        user = make_user()
        product = save(actor=user)
        assert (product.state, product.is_public, product.created_by) == ("draft", False, user)
        assert events("product.created") == [{"product_id": product.pk}]

    def test_words_in_five_languages(self):
        titles = {"en": "Shawl", "am": "ነጠላ", "sw": "Mtandio", "fr": "Châle", "ar": "شال"}
        product = save(words={"title": titles})
        product.refresh_from_db()
        assert {code: getattr(product, f"title_{code}") for code in titles} == titles

    def test_needs_a_title_in_the_main_language(self):
        with pytest.raises(ValidationError):
            save(words={"title": {"am": "ነጠላ"}})
        assert not Product.objects.exists()

    def test_needs_a_type(self):
        with pytest.raises(ValidationError):
            save(product_type=None)

    def test_unknown_words_are_a_mistake_of_the_caller(self):
        with pytest.raises(ValueError, match="colour"):
            save(words={"colour": {"en": "red"}})

    def test_everything_that_belongs_to_it(self):
        category, other = make_category(), make_product()
        product = save(
            categories=[category], brand=make_brand(), tags=["gift", "cotton"], recommended=[other],
            details=Details(upc="123", weight_g=300, is_featured=True),
        )  # fmt: skip
        product.refresh_from_db()
        assert list(product.categories.all()) == [category]
        assert {tag.name for tag in product.tags.all()} == {"gift", "cotton"}
        assert product.sorted_recommended_products == [other]
        assert (product.upc, product.weight_g, product.is_featured, product.brand.name) == ("123", 300, True, "Awash")

    def test_what_is_not_named_stays(self):
        product = save(tags=["gift"], brand=make_brand(), details=Details(weight_g=300))
        services.save_product(product=product, words={"title": {"en": "Large shawl"}})
        product = Product.objects.get(pk=product.pk)
        assert (product.title, product.weight_g, product.brand.name) == ("Large shawl", 300, "Awash")
        assert product.tags.count() == 1

    def test_details_may_name_single_facts(self):
        product = save(details=Details(weight_g=300, upc="1"))
        services.save_product(product=product, details=Details(weight_g=500, only=frozenset({"weight_g"})))
        assert (product.weight_g, product.upc) == (500, "1")

    def test_a_brand_can_be_taken_away(self):
        product = save(brand=make_brand())
        services.save_product(product=product, brand=None)
        assert product.brand is None

    def test_a_bad_barcode_writes_nothing(self):
        save(details=Details(upc="123"))
        with pytest.raises(ValidationError):
            save(details=Details(upc="x" * 70))
        assert Product.objects.count() == 1

    def test_a_change_says_where_the_product_stood_before(self):
        category = make_category()
        product = save(categories=[category])
        services.save_product(product=product, categories=[])
        assert events("product.updated")[-1]["category_ids"] == [category.pk]


class TestAttributes:
    @pytest.fixture
    def product_type(self):
        kind = make_product_type(name="Clothing")
        group = get_model("catalogue", "AttributeOptionGroup").objects.create(name="Fabric", code="fabric")
        get_model("catalogue", "AttributeOption").objects.create(group=group, option="Cotton", code="cotton")
        attributes = get_model("catalogue", "ProductAttribute").objects
        attributes.create(product_class=kind, code="fabric", name="Fabric", type="option", option_group=group)
        attributes.create(product_class=kind, code="year", name="Year", type="integer")
        return kind

    @pytest.mark.parametrize("named", ["cotton", "Cotton"])
    def test_an_option_by_code_or_text(self, product_type, named):
        product = save(product_type=product_type, attributes={"fabric": named, "year": 2020})
        product = Product.objects.get(pk=product.pk)
        assert (product.attr.fabric.option, product.attr.year) == ("Cotton", 2020)

    def test_an_unknown_option_or_attribute_is_refused(self, product_type):
        with pytest.raises(ValidationError):
            save(product_type=product_type, attributes={"fabric": "glass"})
        with pytest.raises(ValidationError):
            save(product_type=product_type, attributes={"shape": "round"})


class TestVariants:
    red, blue = (Variant(color={"en": "Red"}, color_hex="#aa0000", size="M"), Variant(color={"en": "Blue"}, size="L"))

    def test_variants_become_public_children(self):
        product = save(variants=[self.red, self.blue])
        children = {(child.color, child.size, child.is_public) for child in product.children.all()}
        assert product.structure == "parent"
        assert children == {("Red", "M", True), ("Blue", "L", True)}

    def test_one_that_is_left_out_becomes_inactive_and_stays(self):
        product = save(variants=[self.red, self.blue])
        services.save_product(product=product, variants=[self.blue])
        states = dict(product.children.values_list("color_en", "state"))
        assert states == {"Red": "inactive", "Blue": "active"}

    def test_saving_the_same_again_makes_no_twins(self):
        product = save(variants=[self.red])
        services.save_product(product=product, variants=[self.red])
        assert product.children.count() == 1

    def test_a_number_says_which_is_meant(self):
        product = save(variants=[self.red])
        child = product.children.get()
        services.save_product(product=product, variants=[Variant(pk=child.pk, color={"en": "Crimson"}, size="M")])
        child.refresh_from_db()
        assert child.color == "Crimson"

    def test_twins_and_strangers_are_refused(self):
        with pytest.raises(ValidationError):
            save(variants=[self.red, self.red])
        stranger = save(variants=[self.red]).children.get()
        with pytest.raises(ValidationError):
            save(variants=[Variant(pk=stranger.pk)])

    def test_a_product_with_offers_does_not_turn_into_a_parent(self):
        with pytest.raises(ValidationError):
            services.save_product(product=on_sale(), variants=[self.red])


class TestCategories:
    def test_a_new_category_stands_in_the_tree(self):
        top = services.create_category(words={"name": {"en": "Clothing", "am": "ልብስ"}})
        child = services.create_category(words={"name": {"en": "Women"}}, parent=top)
        assert child.get_parent() == top
        assert top.slug_am == "lbs"

    def test_slugs_are_unique_in_the_whole_tree(self):
        clothing, shoes = (services.create_category(words={"name": {"en": name}}) for name in ("Clothing", "Shoes"))
        slugs = {
            services.create_category(words={"name": {"en": "Women"}}, parent=each).slug for each in (clothing, shoes)
        }
        assert slugs == {"women", "women-2"}

    def test_brothers_have_different_names(self):
        services.create_category(words={"name": {"en": "Clothing"}})
        with pytest.raises(ValidationError):
            services.create_category(words={"name": {"en": "Clothing"}})

    def test_a_new_name_gives_a_new_slug_in_its_language_only(self):
        category = services.create_category(words={"name": {"en": "Cloths", "fr": "Habits"}})
        services.rename_category(category=category, names={"en": "Clothing"})
        category = Category.objects.get(pk=category.pk)
        assert (category.name, category.slug_en, category.slug_fr) == ("Clothing", "clothing", "habits")

    def test_a_name_is_needed(self):
        with pytest.raises(ValidationError):
            services.create_category(words={"name": {"am": "ልብስ"}})

    def test_each_change_is_told(self):
        category = services.create_category(words={"name": {"en": "Clothing"}})
        services.update_category(category=category, is_public=False)
        assert events("category.updated") == [{"category_id": category.pk}] * 2

    def test_a_category_moves_with_what_is_below(self):
        clothing, shoes = (services.create_category(words={"name": {"en": name}}) for name in ("Clothing", "Shoes"))
        boots = services.create_category(words={"name": {"en": "Boots"}}, parent=clothing)
        services.move_category(category=boots, target=Category.objects.get(pk=shoes.pk))
        assert Category.objects.get(pk=boots.pk).get_parent() == shoes


def test_brands_are_told_of():
    brand = services.create_brand(name="Awash Cotton")
    assert brand.slug == "awash-cotton"
    assert events("brand.updated") == [{"brand_id": brand.pk}]
