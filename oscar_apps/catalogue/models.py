"""Catalogue: Oscar's product, category and image with what a marketplace needs beside them."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelsearch import index
from oscar.apps.catalogue.abstract_models import (
    AbstractCategory,
    AbstractProduct,
    AbstractProductClass,
    AbstractProductImage,
)
from taggit.managers import TaggableManager

from oscar_apps.search.fields import TranslatedAutocompleteField, TranslatedSearchField, in_all_languages

from .colours import family_of

hex_colour = RegexValidator(r"^#[0-9A-Fa-f]{6}$", _("Write the colour as #RRGGBB."))


class TaxClass(models.Model):
    """A rate of value added tax that prices of a product include, in percent."""

    code = models.SlugField(_("Code"), unique=True)
    name = models.CharField(_("Name"), max_length=100)
    rate = models.DecimalField(
        _("Rate in percent"),
        max_digits=6,
        decimal_places=3,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    is_default = models.BooleanField(_("Used where a product type names none"), default=False)

    class Meta:
        app_label = "catalogue"
        verbose_name = _("Tax class")
        verbose_name_plural = _("Tax classes")
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=models.Q(is_default=True), name="catalogue_one_default_tax_class"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Brand(models.Model):
    """Who made the goods; a seller is somebody else (`partner.Partner`)."""

    name = models.CharField(_("Name"), max_length=255)
    slug = models.SlugField(_("Slug"), max_length=255, unique=True)
    description = models.TextField(_("Description"), blank=True)
    logo = models.ImageField(_("Logo"), upload_to="brands/", blank=True)
    is_active = models.BooleanField(pgettext_lazy("brand", "Active"), default=True)

    class Meta:
        app_label = "catalogue"
        ordering = ["name"]
        verbose_name = _("Brand")
        verbose_name_plural = _("Brands")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalogue:brand", kwargs={"slug": self.slug})


class ProductClass(AbstractProductClass):
    """Product type: which attributes a product has and which tax class its prices include."""

    tax_class = models.ForeignKey(
        TaxClass, verbose_name=_("Tax class"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class Category(AbstractCategory):
    """A node of the category tree. Its order among siblings is the order of the tree."""

    slug = models.SlugField(_("Slug"), max_length=255, unique=True)
    product_type = models.ForeignKey(
        "catalogue.ProductClass",
        verbose_name=_("Suggested product type"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    #: Public products in this category and below; kept by `catalogue.counting.count_products`.
    num_products = models.PositiveIntegerField(_("Products"), default=0, editable=False)
    #: {"color": [families], "size": [sizes]} that those products come in; kept by the same.
    choices = models.JSONField(default=dict, editable=False)

    def save(self, *args, **kwargs) -> None:
        from .slugs import fill_slugs

        fill_slugs(self)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """From the tree that is kept in the process; Oscar's own way for a category too new to stand in it."""
        from .tree import category_tree

        node = category_tree().get(self.pk)
        return node.url if node else super().get_absolute_url()


class ProductState(models.TextChoices):
    """C14's states. Only `catalogue.services.set_state` writes one; `is_public` follows it."""

    DRAFT = "draft", _("Draft")
    ACTIVE = "active", pgettext_lazy("product", "Active")
    INACTIVE = "inactive", pgettext_lazy("product", "Inactive")
    DELETED = "deleted", _("Deleted")


IS_PUBLIC = models.Q(is_public=True)


class ColourFamilyField(models.CharField):
    """Follows `color_hex` wherever a row is saved, in bulk too."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        family = family_of(model_instance.color_hex)
        setattr(model_instance, self.attname, family)
        return family


class Product(index.Indexed, AbstractProduct):
    """What is sold. Prices and stock are the offers' (`partner.StockRecord`), one for each seller."""

    slug = models.SlugField(_("Slug"), max_length=255, unique=True)
    state = models.CharField(
        _("State"), max_length=10, choices=ProductState.choices, default=ProductState.DRAFT, editable=False
    )
    is_public = models.BooleanField(_("Is public"), default=False, db_index=True, editable=False)
    brand = models.ForeignKey(
        Brand, verbose_name=_("Brand"), null=True, blank=True, on_delete=models.SET_NULL, related_name="products"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("Created by"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    tags = TaggableManager(_("Tags"), blank=True)
    material = models.CharField(_("Material"), max_length=255, blank=True)
    care_instructions = models.TextField(_("Care"), blank=True)
    weight_g = models.PositiveIntegerField(_("Weight in grams"), null=True, blank=True)
    length_cm = models.DecimalField(_("Length in cm"), max_digits=8, decimal_places=1, null=True, blank=True)
    width_cm = models.DecimalField(_("Width in cm"), max_digits=8, decimal_places=1, null=True, blank=True)
    height_cm = models.DecimalField(_("Height in cm"), max_digits=8, decimal_places=1, null=True, blank=True)
    #: Variants (children) differ by these two.
    color = models.CharField(_("Colour"), max_length=50, blank=True)
    color_hex = models.CharField(_("Colour value"), max_length=7, blank=True, validators=[hex_colour])
    #: What buyers call that colour: `colours.FAMILIES`.
    color_family = ColourFamilyField(max_length=10, blank=True, editable=False)
    size = models.CharField(_("Size"), max_length=30, blank=True)
    is_featured = models.BooleanField(_("Featured"), default=False)
    is_new_arrival = models.BooleanField(_("New arrival"), default=False)
    #: Sum of ordered quantities; kept by `order.receivers`.
    num_sold = models.PositiveIntegerField(_("Sold"), default=0, editable=False)

    search_fields = [
        TranslatedSearchField("title", boost=4),
        TranslatedSearchField("description"),
        index.SearchField("search_words"),
        TranslatedAutocompleteField("title"),
    ]
    #: `search.receivers` keeps the index from events, in the background and in batches.
    search_auto_update = False

    class Meta(AbstractProduct.Meta):
        indexes = [
            models.Index(fields=["is_public", "-date_created"], name="product_public_newest"),
            models.Index(fields=["is_public", "-num_sold"], name="product_public_popular"),
            # All that a filter asks, so that a hundred thousand goods are read without their rows.
            models.Index(fields=["brand", "id"], name="product_brand", condition=IS_PUBLIC),
            models.Index(fields=["color_family", "parent", "id"], name="product_colour", condition=IS_PUBLIC),
            models.Index(fields=["size", "parent", "id"], name="product_size", condition=IS_PUBLIC),
            models.Index(fields=["-date_created"], name="product_featured", condition=models.Q(is_featured=True)),
        ]

    def save(self, *args, **kwargs) -> None:
        from .slugs import fill_slugs

        fill_slugs(self)
        super().save(*args, **kwargs)

    @classmethod
    def get_indexed_objects(cls):
        """What a search may find: public products; a variant is found by its parent."""
        related = ("tags", "categories", "children")
        return cls.objects.filter(is_public=True, parent=None).select_related("brand").prefetch_related(*related)

    def search_words(self) -> str:
        """Words beside title and description by which a buyer may look for it."""
        words = [self.brand.name if self.brand else "", self.upc or "", in_all_languages(self, "material")]
        words += [tag.name for tag in self.tags.all()]
        words += [in_all_languages(category, "name") for category in self.categories.all()]
        for child in self.children.all():
            words += [in_all_languages(child, "color"), child.upc or ""]
        return " ".join(dict.fromkeys(filter(None, words)))

    def get_absolute_url(self) -> str:
        """The page of the product, or of the parent when this is a variant."""
        slug, pk = (self.parent.slug, self.parent_id) if self.is_child else (self.slug, self.pk)
        return reverse("catalogue:detail", kwargs={"product_slug": slug, "pk": pk})

    @property
    def tax_rate(self):
        """The percentage of value added tax in this product's prices, as `Decimal`."""
        from .selectors import tax_rate_of

        return tax_rate_of(product=self)


class ProductImage(AbstractProductImage):
    """A picture of a product: order 0 is the primary one. Renditions are files made in the background."""

    alt_text = models.CharField(_("Alternative text"), max_length=255, blank=True)
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    #: {"webp": {"320": "path", ...}, "avif": {...}}; empty until `catalogue.pictures` has made them.
    renditions = models.JSONField(default=dict, editable=False)


from oscar.apps.catalogue.models import *
