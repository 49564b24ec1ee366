"""The screen of brands."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn

from marketplace.backoffice.panels import in_every_language
from marketplace.backoffice.rows import words_in
from marketplace.backoffice.screens import Screen, ServiceForm

from ..models import Brand
from ..pictures import prepare
from ..services import create_brand, update_brand


class BrandForm(ServiceForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False

    def write(self, *, actor: Any) -> Brand:
        data = self.cleaned_data
        fields: dict[str, Any] = {"is_active": data["is_active"], "slug": data["slug"]}
        if "logo" in self.changed_data:
            fields["logo"] = prepare(data["logo"])[0] if data["logo"] else ""
        brand = self.fresh() if self.instance.pk else create_brand(name=data["name"])
        fields["slug"] = fields["slug"] or brand.slug
        return update_brand(brand=brand, words=words_in(data, "description"), name=data["name"], **fields)


class BrandScreen(Screen):
    model = Brand
    icon = "crosshairs"
    menu_label = _("Brands")
    menu_order = 30
    ordering = "name"
    search_fields = ["name", "slug"]
    list_filter = ["is_active"]
    list_display = [
        TitleColumn("name", label=_("Name"), sort_key="name"),
        Column("slug", label=_("Address")),
        BooleanColumn("is_active", label=pgettext_lazy("brand", "Active")),
    ]

    def get_edit_handler(self) -> Any:
        panels = [
            FieldRowPanel([FieldPanel("name"), FieldPanel("slug"), FieldPanel("is_active")], heading=_("Brand")),
            in_every_language("description", heading=_("Description")),
            FieldPanel("logo"),
        ]
        return ObjectList(panels, base_form_class=BrandForm).bind_to_model(self.model)
