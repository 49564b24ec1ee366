"""Fields that have a column for each language."""

from modeltranslation.translator import TranslationOptions, register
from oscar.core.loading import get_model

from .models import Brand, TaxClass


@register(get_model("catalogue", "Product"))
class ProductTranslation(TranslationOptions):
    fields = (
        "title",
        "slug",
        "description",
        "meta_title",
        "meta_description",
        "material",
        "care_instructions",
        "color",
    )


@register(get_model("catalogue", "Category"))
class CategoryTranslation(TranslationOptions):
    fields = ("name", "slug", "description", "meta_title", "meta_description")


@register(get_model("catalogue", "ProductClass"))
class ProductClassTranslation(TranslationOptions):
    fields = ("name",)


@register(get_model("catalogue", "ProductAttribute"))
class ProductAttributeTranslation(TranslationOptions):
    fields = ("name",)


@register(get_model("catalogue", "AttributeOption"))
class AttributeOptionTranslation(TranslationOptions):
    fields = ("option",)


@register(get_model("catalogue", "ProductImage"))
class ProductImageTranslation(TranslationOptions):
    fields = ("alt_text",)


@register(Brand)
class BrandTranslation(TranslationOptions):
    fields = ("description",)


@register(TaxClass)
class TaxClassTranslation(TranslationOptions):
    fields = ("name",)
