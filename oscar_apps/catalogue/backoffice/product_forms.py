"""The form of a product: its words, facts, variants, attributes and pictures; `services.save_product` writes it."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from oscar.core.loading import get_model
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from marketplace.backoffice.rows import in_languages, rows_of, words_in, words_of
from marketplace.backoffice.screens import ServiceForm

from ..models import Category, Product, ProductImage
from ..pictures import add_image, picture_of, remove_image, update_image
from ..services import PRODUCT_WORDS, Details, Variant, save_product
from .choosers import category_chooser, product_chooser

DETAILS = (
    "upc", "weight_g", "length_cm", "width_cm", "height_cm", "is_featured", "is_new_arrival", "is_discountable",
)  # fmt: skip
OWN_WORDS = sorted(PRODUCT_WORDS - {"color"})


class CategoryRow(forms.Form):
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.all(), widget=category_chooser.widget_class
    )


class RelatedRow(forms.Form):
    product = forms.ModelChoiceField(
        label=_("Product"),
        queryset=Product.objects.exclude(structure=Product.CHILD),
        widget=product_chooser.widget_class,
    )


class VariantRow(in_languages("color", label=_("Colour"), max_length=50)):
    """One variant; told from its brothers by colour and size."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    color_hex = forms.RegexField(
        r"^#[0-9A-Fa-f]{6}$", label=_("Colour value"), required=False, help_text=_("As #RRGGBB")
    )
    size = forms.CharField(label=_("Size"), required=False, max_length=30)
    upc = forms.CharField(label=_("Barcode"), required=False, max_length=64)
    weight_g = forms.IntegerField(label=_("Weight in grams"), required=False, min_value=0)
    is_active = forms.BooleanField(label=pgettext_lazy("variant", "Active"), required=False, initial=True)


class PictureRow(in_languages("alt_text", label=_("Alternative text"), max_length=255)):
    """One picture: a new one has a file, one that is there its number."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    file = forms.ImageField(label=_("File"), required=False)
    display_order = forms.IntegerField(
        label=pgettext_lazy("position", "Place"), required=False, min_value=0, help_text=_("0 is the picture of lists")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("pk"):
            del self.fields["file"]  # another file is another picture

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("pk") and not data.get("file") and not data.get("DELETE"):
            self.add_error("file", _("Choose a file."))
        return data


class AttributeForm(forms.Form):
    """The attributes that the product's type asks for."""

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.product = product
        if product.pk and product.product_class_id:
            for attribute in product.product_class.attributes.select_related("option_group"):
                self.fields[attribute.code] = _attribute_field(attribute)
                self.initial[attribute.code] = getattr(product.attr, attribute.code, None)


def _attribute_field(attribute: Any) -> forms.Field:
    common = {"label": attribute.name, "required": attribute.required}
    if attribute.is_option:
        return forms.ModelChoiceField(queryset=attribute.option_group.options.all(), **common)
    if attribute.is_multi_option:
        return forms.ModelMultipleChoiceField(queryset=attribute.option_group.options.all(), **common)
    if attribute.type == attribute.BOOLEAN:
        return forms.BooleanField(label=attribute.name, required=False)
    kinds = {
        "integer": forms.IntegerField,
        "float": forms.FloatField,
        "date": lambda **kw: forms.DateField(widget=AdminDateInput, **kw),
        "datetime": lambda **kw: forms.DateTimeField(widget=AdminDateTimeInput, **kw),
    }
    return kinds.get(attribute.type, forms.CharField)(**common)


class ProductForm(ServiceForm):
    """All of a product. What is written is `save_product`'s business, pictures are `pictures`'."""

    formset_classes = {
        "categories": rows_of(CategoryRow, add_label=_("Add a category"), max_num=20),
        "variants": rows_of(VariantRow, add_label=_("Add a variant")),
        "pictures": rows_of(PictureRow, add_label=_("Add a picture"), max_num=30),
        "related": rows_of(RelatedRow, add_label=_("Add a product"), max_num=20),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data = self.data if self.is_bound else None
        self.formsets["attributes"] = AttributeForm(data, prefix="attributes", product=self.instance)

    def initial_rows(self, name: str) -> list[dict[str, Any]]:
        if not self.instance.pk:
            return []
        return list(getattr(self, f"_initial_{name}")())

    def _initial_categories(self) -> Any:
        return ({"category": category} for category in self.instance.categories.all())

    def _initial_related(self) -> Any:
        return ({"product": each} for each in self.instance.recommended_products.all())

    def _initial_variants(self) -> Any:
        for child in self.instance.children.order_by("pk"):
            facts = {name: getattr(child, name) for name in ("color_hex", "size", "upc", "weight_g")}
            yield {"pk": child.pk, "is_active": child.is_public, **facts, **words_of(child, "color")}

    def _initial_pictures(self) -> Any:
        for image in self.instance.images.order_by("display_order", "pk"):
            shown = picture_of(image)
            facts = {"pk": image.pk, "display_order": image.display_order, "thumb": shown.src if shown else ""}
            yield {**facts, **words_of(image, "alt_text")}

    def write(self, *, actor: Any) -> Product:
        data, known = self.cleaned_data, self.instance.pk is not None
        product = save_product(
            product=self.fresh() if known else None,
            words=words_in(data, *OWN_WORDS),
            product_type=data["product_class"],
            brand=data["brand"],
            details=Details(**{name: data[name] for name in DETAILS}, only=frozenset(DETAILS)),
            categories=[row["category"] for row in self.rows("categories")],
            tags=data["tags"],
            attributes=self._attributes(data["product_class"]) if known else None,
            variants=self._variants(),
            recommended=[row["product"] for row in self.rows("related")],
            actor=actor,
        )
        self._write_pictures(product)
        return product

    def _attributes(self, product_type: Any) -> dict[str, Any] | None:
        """None where the type is being changed: the old type's attributes mean nothing to the new one."""
        form: Any = self.formsets["attributes"]
        return form.cleaned_data if self.fresh().product_class_id == product_type.pk else None

    def _variants(self) -> list[Variant] | None:
        rows = self.rows("variants")
        if not rows and not (self.instance.pk and self.instance.is_parent):
            return None
        return [
            Variant(
                pk=row["pk"], color=words_in(row, "color")["color"], color_hex=row["color_hex"], size=row["size"],
                upc=row["upc"] or None, weight_g=row["weight_g"], is_active=row["is_active"],
            )
            for row in rows
        ]  # fmt: skip

    def _write_pictures(self, product: Product) -> None:
        images = {image.pk: image for image in ProductImage.objects.filter(product=product)}
        rows = self.rows("pictures")
        kept = {row["pk"] for row in rows if row["pk"]}
        for pk in images.keys() - kept:
            remove_image(image=images[pk])
        for place, row in enumerate(rows):
            image = images.get(row["pk"]) or add_image(product=product, file=row["file"])
            order = place if row["display_order"] is None else row["display_order"]
            update_image(image=image, alt_texts=words_in(row, "alt_text")["alt_text"], display_order=order)


def offers_of_product(product: Product, form: Any) -> dict[str, Any]:
    """The offers of a product and its variants, for the panel that shows them."""
    if not product.pk:
        return {"offers": []}
    records = get_model("partner", "StockRecord").objects
    own = records.filter(product=product) | records.filter(product__parent=product)
    return {"offers": own.select_related("partner", "product__parent").order_by("product_id", "price", "pk")[:200]}


DEFAULT_TITLE = f"title_{settings.LANGUAGE_CODE}"
