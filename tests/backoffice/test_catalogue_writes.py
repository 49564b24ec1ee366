"""Products, categories, brands, types and taxes are written by the catalogue's services."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from oscar.core.loading import get_model

from oscar_apps.catalogue.models import Brand, Category, Product, ProductClass, TaxClass
from oscar_apps.partner.models import WinningOffer
from tests.factories import make_category, make_offer, make_product, make_product_type

from .browser import add_row, names_of_events, refused, save

pytestmark = pytest.mark.django_db


class TestProducts:
    def url(self, product):
        return reverse("market-products:edit", args=[product.pk])

    def test_a_new_product_is_a_draft_with_words_and_slugs(self, office, admin_user):
        make_product_type()
        category = make_category()
        save(
            office,
            reverse("market-products:add"),
            title_en="Jebena",
            title_am="ጀበና",
            product_class=ProductClass.objects.get().pk,
            **add_row("categories", 0, category=category.pk),
        )
        product = Product.objects.get()
        assert (product.title_en, product.title_am, product.state) == ("Jebena", "ጀበና", "draft")
        assert product.slug_en == "jebena"
        assert product.slug_am.isascii()
        assert product.created_by == admin_user
        assert list(product.categories.all()) == [category]
        assert "product.created" in names_of_events()

    def test_a_title_is_required_in_the_main_language(self, office):
        make_product_type()
        form = refused(
            office, reverse("market-products:add"), product_class=ProductClass.objects.get().pk, title_am="ጀበና"
        )
        assert "title" in str(form.errors)
        assert not Product.objects.exists()

    def test_publishing_goes_through_the_state_service(self, office):
        product = make_product(public=False)
        make_offer(product=product)
        save(office, self.url(product), **{"action-state-active": "1"})
        product.refresh_from_db()
        assert (product.state, product.is_public) == ("active", True)
        assert WinningOffer.objects.get(product=product).is_listed
        assert "product.updated" in names_of_events()

    def test_a_deleted_product_does_not_go_live_at_once(self, office):
        product = make_product(public=False)
        Product.objects.filter(pk=product.pk).update(state="deleted")
        form = refused(office, self.url(product), title_en="Other", **{"action-state-active": "1"})
        assert form.non_field_errors()
        product.refresh_from_db()
        assert (product.state, product.title_en) == ("deleted", product.title_en)
        assert product.title_en != "Other"

    def test_variants_are_added_and_taken_out(self, office):
        product = make_product()
        first = add_row("variants", 0, color_en="Red", size="M", is_active="on")
        save(office, self.url(product), **first)
        child = product.children.get()
        assert (child.color_en, child.size, child.is_public) == ("Red", "M", True)
        save(office, self.url(product), **{"variants-0-DELETE": "on"})
        child.refresh_from_db()
        assert not child.is_public

    def test_a_picture_is_judged_by_its_content(self, office):
        product = make_product()
        fake = SimpleUploadedFile("x.jpg", b"no picture", content_type="image/jpeg")
        form = refused(office, self.url(product), **add_row("pictures", 0, file=fake))
        assert form.formsets["pictures"].errors
        assert not product.images.exists()

    def test_a_picture_is_added_described_and_removed(self, office):
        product = make_product()
        row = add_row("pictures", 0, file=drawing(), alt_text_en="A clay pot", alt_text_am="ጀበና")
        save(office, self.url(product), **row)
        image = product.images.get()
        assert (image.alt_text_en, image.alt_text_am, image.display_order) == ("A clay pot", "ጀበና", 0)
        assert "image.uploaded" in names_of_events()
        save(office, self.url(product), **{"pictures-0-DELETE": "on"})
        assert not product.images.exists()

    def test_attributes_of_the_type_are_written(self, office):
        kind = make_product_type()
        attributes = get_model("catalogue", "ProductAttribute").objects
        attributes.create(product_class=kind, code="pages", name="Pages", type="integer", required=True)
        attributes.create(product_class=kind, code="signed", name="Signed", type="boolean")
        product = make_product()
        save(office, self.url(product), **{"attributes-pages": "320"})
        assert Product.objects.get(pk=product.pk).attr.pages == 320

    def test_saving_unchanged_changes_nothing(self, office):
        product = make_product(category=make_category(), title_am="ጀበና")
        before = Product.objects.values().get(pk=product.pk)
        save(office, self.url(product))
        after = Product.objects.values().get(pk=product.pk)
        # An empty column stays empty; only whether it is NULL or "" may differ.
        changed = {key for key in before if (before[key] or "") != (after[key] or "")}
        assert changed <= {"date_updated"}


def drawing():
    from io import BytesIO

    from PIL import Image

    target = BytesIO()
    Image.new("RGB", (40, 50), "#8b1e2d").save(target, format="PNG")
    return SimpleUploadedFile("pot.png", target.getvalue(), content_type="image/png")


class TestCategories:
    def test_a_category_is_made_under_another(self, office):
        parent = make_category(name="Home")
        save(office, reverse("market-categories:add"), name_en="Clay", name_am="ሸክላ", parent=parent.pk, is_public="on")
        category = Category.objects.get(name_en="Clay")
        assert category.get_parent() == parent
        assert category.slug_en == "clay"
        assert "category.updated" in names_of_events()

    def test_a_new_name_brings_a_new_address(self, office):
        category = make_category(name="Clay")
        save(office, reverse("market-categories:edit", args=[category.pk]), name_en="Pottery")
        category.refresh_from_db()
        assert (category.name_en, category.slug_en) == ("Pottery", "pottery")

    def test_an_address_can_be_typed(self, office):
        category = make_category(name="Clay")
        save(office, reverse("market-categories:edit", args=[category.pk]), slug_en="clay-things")
        category.refresh_from_db()
        assert category.slug_en == "clay-things"

    def test_it_moves_behind_another_and_to_the_top(self, office):
        first, second, third = (make_category() for _number in range(3))
        save(office, reverse("market-categories:edit", args=[first.pk]), place="after", after=second.pk)
        assert list(Category.objects.order_by("path")) == [second, first, third]
        save(office, reverse("market-categories:edit", args=[third.pk]), place="first")
        assert list(Category.objects.order_by("path")) == [third, second, first]

    def test_it_cannot_stand_under_itself(self, office):
        parent = make_category()
        child = make_category(parent=parent)
        form = refused(office, reverse("market-categories:edit", args=[parent.pk]), parent=child.pk)
        assert "parent" in form.errors

    def test_brothers_have_different_names(self, office):
        make_category(name="Clay")
        form = refused(office, reverse("market-categories:add"), name_en="Clay")
        assert form.errors


class TestBrandsTypesAndTaxes:
    def test_a_brand_is_made_and_changed(self, office):
        save(office, reverse("market-brands:add"), name="Sheba", is_active="on")
        brand = Brand.objects.get()
        assert brand.slug == "sheba"
        save(office, reverse("market-brands:edit", args=[brand.pk]), description_am="የንግሥት")
        brand.refresh_from_db()
        assert brand.description_am == "የንግሥት"
        assert names_of_events().count("brand.updated") == 3

    def test_a_type_gets_attributes_and_keeps_those_in_use(self, office):
        kind = make_product_type()
        url = reverse("market-types:edit", args=[kind.pk])
        save(office, url, **add_row("attributes", 0, code="pages", type="integer", name_en="Pages"))
        product = make_product()
        product.attr.pages = 12
        product.attr.save()
        form = refused(office, url, **{"attributes-0-DELETE": "on"})
        assert form.non_field_errors()
        assert kind.attributes.get().name_en == "Pages"

    def test_uncounted_stock_is_always_there(self, office):
        product = make_product()
        make_offer(product=product, stock=0)
        kind = product.product_class
        assert not WinningOffer.objects.get(product=product).in_stock
        save(office, reverse("market-types:edit", args=[kind.pk]), track_stock=None)
        assert WinningOffer.objects.get(product=product).in_stock

    def test_a_list_of_options_is_written_in_five_languages(self, office):
        row = add_row("options", 0, option_en="Cotton", option_am="ጥጥ")
        save(office, reverse("market-options:add"), name="Fabric", **row)
        option = get_model("catalogue", "AttributeOption").objects.get()
        assert (option.option_en, option.option_am, option.code) == ("Cotton", "ጥጥ", "cotton")

    def test_there_is_one_default_tax_class(self, office):
        old = TaxClass.objects.create(code="standard", name="Standard", rate=15, is_default=True)
        save(office, reverse("market-taxes:add"), code="low", rate="5", name_en="Low", is_default="on")
        old.refresh_from_db()
        assert not old.is_default
        assert TaxClass.objects.get(is_default=True).rate == Decimal(5)
