"""The screen of products: list, form in tabs, buttons for the state."""

from typing import Any

import django_filters
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn

from marketplace.backoffice.panels import FormsetPanel, TemplatePanel, in_every_language
from marketplace.backoffice.screens import EditView, IndexView, Screen
from marketplace.templatetags.shop import money_text

from ..models import Product, ProductClass, ProductImage, ProductState
from ..pictures import picture_of
from ..services import MOVES, set_state
from .product_forms import DEFAULT_TITLE, ProductForm, offers_of_product

STATE_ACTION = "state-"


class PictureColumn(Column):
    """The first picture, small."""

    cell_template_name = "backoffice/picture_cell.html"

    def get_value(self, instance: Product) -> str:
        shown = picture_of(next(iter(instance.first_images), None))
        return shown.src if shown else ""


def _offer(product: Product) -> Any:
    return getattr(product, "winning_offer", None)


def _price(product: Product) -> str:
    offer = _offer(product)
    return money_text(offer.price, offer.currency) if offer else ""


def _stock(product: Product) -> str:
    offer = _offer(product)
    return str(offer.available) if offer else ""


def _seller(product: Product) -> str:
    offer = _offer(product)
    if offer is None:
        return ""
    return offer.partner.name if offer.offers_count < 2 else f"{offer.partner.name} +{offer.offers_count - 1}"


class ProductFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=ProductState.choices)
    product_class = django_filters.ModelChoiceFilter(label=_("Product type"), queryset=ProductClass.objects.all())
    seller = django_filters.CharFilter(label=_("Seller"), method="of_seller")
    category = django_filters.CharFilter(label=_("Category"), method="in_category")
    sold_out = django_filters.BooleanFilter(label=_("Sold out"), method="is_sold_out")

    class Meta:
        model = Product
        fields: list[str] = []

    def of_seller(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        records = get_model("partner", "StockRecord").objects.filter(partner__name__icontains=value)
        mine = records.filter(Q(product=OuterRef("pk")) | Q(product__parent=OuterRef("pk")))
        return queryset.filter(Exists(mine))

    def in_category(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        links = get_model("catalogue", "ProductCategory").objects.filter(category__name__icontains=value)
        return queryset.filter(Exists(links.filter(product=OuterRef("pk"))))

    def is_sold_out(self, queryset: QuerySet, name: str, value: bool) -> QuerySet:
        in_stock = Q(winning_offer__in_stock=True)
        return queryset.exclude(in_stock) if value else queryset.filter(in_stock)


class ProductIndexView(IndexView):
    """Products and parents; variants are seen in their parent's form."""

    def get_base_queryset(self) -> QuerySet:
        images = ProductImage.objects.order_by("display_order", "pk")
        return (
            Product.objects.exclude(structure=Product.CHILD)
            .select_related("product_class", "winning_offer__partner")
            .prefetch_related(Prefetch("images", images, to_attr="first_images"))
        )

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """By the offer: those without one come last either way."""
        if self.ordering in ("winning_offer__price", "-winning_offer__price"):
            price = F("winning_offer__price")
            falling = self.ordering.startswith("-")
            return queryset.order_by(price.desc(nulls_last=True) if falling else price.asc(nulls_last=True), "-pk")
        return super().order_queryset(queryset)


class ProductEditView(EditView):
    """Saves, and moves the state where one of its buttons was pressed."""

    actions = ["edit", *(f"{STATE_ACTION}{state}" for state in ProductState.values)]

    def save_instance(self) -> Product:
        product = super().save_instance()
        if self.action.startswith(STATE_ACTION):
            set_state(product=product, state=self.action.removeprefix(STATE_ACTION), actor=self.request.user)
        return product

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "moves": state_moves(self.object)}


def state_moves(product: Product) -> list[dict[str, str]]:
    """The buttons for the states this product may go to."""
    words = {
        ProductState.ACTIVE: (_("Save and publish"), "view"),
        ProductState.INACTIVE: (_("Save and take offline"), "no-view"),
        ProductState.DRAFT: (_("Save as a draft"), "draft"),
        ProductState.DELETED: (_("Delete: keep it for old orders only"), "bin"),
    }
    allowed = MOVES[product.state]
    return [
        {"action": f"action-{STATE_ACTION}{state}", "label": label, "icon": icon}
        for state, (label, icon) in words.items()
        if state in allowed
    ]


PANELS = TabbedInterface(
    [
        ObjectList(
            [
                TemplatePanel("backoffice/product_state.html", heading=_("State")),
                in_every_language("title", heading=_("Title")),
                in_every_language("description", heading=_("Description")),
                in_every_language("material", heading=_("Material")),
                in_every_language("care_instructions", heading=_("Care")),
            ],
            heading=_("Words"),
        ),
        ObjectList(
            [
                FieldRowPanel([FieldPanel("product_class"), FieldPanel("brand")], heading=_("Type and brand")),
                FormsetPanel("categories", heading=_("Categories")),
                FieldPanel("tags"),
                FieldRowPanel(
                    [FieldPanel("is_featured"), FieldPanel("is_new_arrival"), FieldPanel("is_discountable")],
                    heading=_("Marks"),
                ),
                MultiFieldPanel(
                    [
                        FieldRowPanel([FieldPanel("upc"), FieldPanel("weight_g")]),
                        FieldRowPanel([FieldPanel("length_cm"), FieldPanel("width_cm"), FieldPanel("height_cm")]),
                    ],
                    heading=_("Barcode, weight and size"),
                ),
            ],
            heading=_("Facts"),
        ),
        ObjectList(
            [TemplatePanel("backoffice/product_attributes.html", heading=_("Attributes of the type"))],
            heading=_("Attributes"),
        ),
        ObjectList(
            [
                FormsetPanel(
                    "variants",
                    heading=_("Variants"),
                    help_text=_("They differ by colour and size. One that is removed becomes inactive."),
                )
            ],
            heading=_("Variants"),
        ),
        ObjectList([FormsetPanel("pictures", heading=_("Pictures"))], heading=_("Pictures")),
        ObjectList(
            [TemplatePanel("backoffice/product_offers.html", offers_of_product, heading=_("Who sells it"))],
            heading=_("Offers"),
        ),
        ObjectList(
            [
                in_every_language("meta_title", heading=_("Title for search engines")),
                in_every_language("meta_description", heading=_("Description for search engines")),
                FormsetPanel("related", heading=_("Goes well with")),
            ],
            heading=_("Found with"),
        ),
    ],
    base_form_class=ProductForm,
)


class ProductScreen(Screen):
    model = Product
    icon = "tag"
    menu_label = _("Products")
    menu_order = 10
    index_view_class = ProductIndexView
    edit_view_class = ProductEditView
    edit_template_name = "backoffice/product_edit.html"
    filterset_class = ProductFilters
    search_fields = [
        DEFAULT_TITLE, "title_am", "title_sw", "title_fr", "title_ar", "upc", "slug",
        "stockrecords__partner_sku", "children__stockrecords__partner_sku",
    ]  # fmt: skip
    ordering = "-date_created"
    list_display = [
        TitleColumn("title", label=_("Title"), accessor="get_title", sort_key=DEFAULT_TITLE),
        PictureColumn("picture", label=_("Picture")),
        StatusTagColumn(
            "state",
            label=_("State"),
            accessor="get_state_display",
            sort_key="state",
            primary=lambda product: product.state == ProductState.ACTIVE,
        ),
        Column("price", label=_("Price"), accessor=_price, sort_key="winning_offer__price", classname="num"),
        Column("stock", label=_("Available"), accessor=_stock, classname="num"),
        Column("seller", label=_("Seller"), accessor=_seller),
        Column("product_class", label=_("Type")),
        DateColumn("date_created", label=_("Added"), sort_key="date_created"),
    ]

    def get_edit_handler(self) -> Any:
        return PANELS.bind_to_model(self.model)
