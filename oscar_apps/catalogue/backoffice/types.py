"""The screens of product types with their attributes, of lists of options, and of tax classes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn

from marketplace.backoffice.panels import FormsetPanel, in_every_language
from marketplace.backoffice.rows import in_languages, rows_of, words_in, words_of
from marketplace.backoffice.screens import Screen, ServiceForm

from ..models import ProductClass, TaxClass
from ..product_types import AttributeRow, OptionRow, save_option_group, save_product_type, save_tax_class

AttributeOptionGroup = get_model("catalogue", "AttributeOptionGroup")
ProductAttribute = get_model("catalogue", "ProductAttribute")


class AttributeFormRow(in_languages("name", label=_("Name"), max_length=128)):
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    code = forms.SlugField(label=_("Code"), max_length=128, help_text=_("Small letters, digits and _"))
    type = forms.ChoiceField(label=_("Kind"), choices=ProductAttribute.TYPE_CHOICES)
    option_group = forms.ModelChoiceField(
        label=_("Options"), queryset=AttributeOptionGroup.objects.all(), required=False
    )
    required = forms.BooleanField(label=_("Required"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("type") in ("option", "multi_option") and not data.get("option_group"):
            self.add_error("option_group", _("Choose the list of options."))
        return data


class ProductTypeForm(ServiceForm):
    formset_classes = {"attributes": rows_of(AttributeFormRow, add_label=_("Add an attribute"), max_num=60)}

    def initial_rows(self, name: str) -> list[dict[str, Any]]:
        if not self.instance.pk:
            return []
        facts = ("pk", "code", "type", "option_group", "required")
        return [
            {**{fact: getattr(each, fact) for fact in facts}, **words_of(each, "name")}
            for each in self.instance.attributes.select_related("option_group").order_by("pk")
        ]

    def write(self, *, actor: Any) -> ProductClass:
        data = self.cleaned_data
        rows = [
            AttributeRow(pk=row["pk"], code=row["code"], type=row["type"], option_group=row["option_group"],
                         required=row["required"], names=words_in(row, "name")["name"])
            for row in self.rows("attributes")
        ]  # fmt: skip
        facts = {name: data[name] for name in ("tax_class", "requires_shipping", "track_stock")}
        known = self.fresh() if self.instance.pk else None
        return save_product_type(product_type=known, names=words_in(data, "name")["name"], attributes=rows, **facts)


class OptionFormRow(in_languages("option", label=_("Option"), max_length=255)):
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    code = forms.SlugField(label=_("Code"), max_length=255, required=False)


class OptionGroupForm(ServiceForm):
    formset_classes = {"options": rows_of(OptionFormRow, add_label=_("Add an option"))}

    def initial_rows(self, name: str) -> list[dict[str, Any]]:
        if not self.instance.pk:
            return []
        return [{"pk": each.pk, "code": each.code, **words_of(each, "option")} for each in self.instance.options.all()]

    def write(self, *, actor: Any) -> Any:
        rows = [
            OptionRow(pk=row["pk"], code=row["code"], texts=words_in(row, "option")["option"])
            for row in self.rows("options")
        ]
        known = self.fresh() if self.instance.pk else None
        return save_option_group(group=known, name=self.cleaned_data["name"], options=rows)


class TaxClassForm(ServiceForm):
    def write(self, *, actor: Any) -> TaxClass:
        data = self.cleaned_data
        known = self.fresh() if self.instance.pk else None
        names = words_in(data, "name")["name"]
        return save_tax_class(
            tax_class=known, code=data["code"], rate=data["rate"], is_default=data["is_default"], names=names
        )

    def _get_validation_exclusions(self) -> set[str]:
        """There is one default class; the service takes the mark from the other one."""
        return {*super()._get_validation_exclusions(), "is_default"}


class ProductTypeScreen(Screen):
    model = ProductClass
    icon = "list-ol"
    menu_label = _("Product types")
    menu_order = 70
    ordering = "name"
    search_fields = ["name_en", "name_am", "slug"]
    list_display = [
        TitleColumn("name", label=_("Name"), sort_key="name"),
        Column("tax_class", label=_("Tax class")),
        BooleanColumn("requires_shipping", label=_("Is sent")),
        BooleanColumn("track_stock", label=_("Stock is counted")),
    ]

    def get_edit_handler(self) -> Any:
        panels = [
            in_every_language("name", heading=_("Name")),
            FieldRowPanel(
                [FieldPanel("tax_class"), FieldPanel("requires_shipping"), FieldPanel("track_stock")],
                heading=_("How it is sold"),
            ),
            FormsetPanel("attributes", heading=_("Attributes")),
        ]
        return ObjectList(panels, base_form_class=ProductTypeForm).bind_to_model(self.model)


class OptionGroupScreen(Screen):
    model = AttributeOptionGroup
    icon = "list-ul"
    menu_label = _("Lists of options")
    menu_order = 80
    ordering = "name"
    search_fields = ["name"]
    list_display = [
        TitleColumn("name", label=_("Name"), sort_key="name"),
        Column("options", label=_("Options"), accessor="option_summary"),
    ]

    def get_edit_handler(self) -> Any:
        panels = [FieldPanel("name"), FormsetPanel("options", heading=_("Options"))]
        return ObjectList(panels, base_form_class=OptionGroupForm).bind_to_model(self.model)


class TaxClassScreen(Screen):
    model = TaxClass
    icon = "form"
    menu_label = _("Tax classes")
    menu_order = 90
    ordering = "code"
    list_display = [
        TitleColumn("name", label=_("Name")),
        Column("code", label=_("Code"), sort_key="code"),
        Column("rate", label=_("Rate in percent"), accessor=lambda row: f"{row.rate.normalize():f} %", classname="num"),
        BooleanColumn("is_default", label=_("Default")),
    ]

    def get_edit_handler(self) -> Any:
        panels = [
            in_every_language("name", heading=_("Name")),
            FieldRowPanel([FieldPanel("code"), FieldPanel("rate"), FieldPanel("is_default")], heading=_("Rate")),
        ]
        return ObjectList(panels, base_form_class=TaxClassForm).bind_to_model(self.model)
