"""The screen of categories, in the order of their tree."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltranslation.utils import build_localized_fieldname
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column, NumberColumn, TitleColumn

from marketplace.backoffice.panels import in_every_language
from marketplace.backoffice.rows import words_in
from marketplace.backoffice.screens import Screen, ServiceForm

from ..models import Category
from ..pictures import prepare
from ..services import create_category, move_category, update_category
from ..slugs import slug_fields
from .choosers import category_chooser

PLAIN = ("is_public", "exclude_from_menu", "product_type")
WORDS = ("name", "description", "meta_title", "meta_description")
KEEP, FIRST, LAST, AFTER = "keep", "first", "last", "after"


class CategoryForm(ServiceForm):
    """A category and its place in the tree."""

    parent = forms.ModelChoiceField(
        label=_("Under"), queryset=Category.objects.all(), required=False, widget=category_chooser.widget_class,
        help_text=_("Empty: a top category."),
    )  # fmt: skip
    place = forms.ChoiceField(
        label=pgettext_lazy("position", "Place"),
        choices=[
            (KEEP, _("Where it is")), (FIRST, _("First")), (LAST, _("Last")), (AFTER, _("After the one chosen beside")),
        ],
        initial=KEEP,
    )  # fmt: skip
    after = forms.ModelChoiceField(
        label=_("After"), queryset=Category.objects.all(), required=False, widget=category_chooser.widget_class
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in slug_fields(Category).values():
            self.fields[column].required = False
        if self.instance.pk and not self.instance.is_root():
            self.initial["parent"] = self.instance.get_parent()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        parent, after = data.get("parent"), data.get("after")
        if data.get("place") == AFTER and (after is None or _parent_of(after) != parent):
            self.add_error("after", _("Choose one that stands under the same category."))
        if self.instance.pk and parent and parent.path.startswith(self.fresh().path):
            self.add_error("parent", _("A category cannot stand under itself."))
        return data

    def write(self, *, actor: Any) -> Category:
        data = self.cleaned_data
        fields = {name: data[name] for name in PLAIN} | self._picture()
        words = words_in(data, *WORDS)
        if not self.instance.pk:
            category = create_category(words=words, parent=data["parent"], **fields, **self._slugs(changed_only=False))
        else:
            category = update_category(category=self.fresh(), words=words, **fields, **self._slugs(changed_only=True))
        self._move(category)
        return category

    def _slugs(self, *, changed_only: bool) -> dict[str, str]:
        """Addresses that were typed; others follow the name."""
        columns = slug_fields(Category).values()
        return {
            column: self.cleaned_data[column]
            for column in columns
            if self.cleaned_data.get(column) and (column in self.changed_data or not changed_only)
        }

    def _picture(self) -> dict[str, Any]:
        if "image" not in self.changed_data:
            return {}
        file = self.cleaned_data["image"]
        return {"image": prepare(file)[0] if file else ""}

    def _move(self, category: Category) -> None:
        data = self.cleaned_data
        stays = data["place"] == KEEP and _parent_of(category) == data["parent"]
        if stays:
            return
        if data["place"] == AFTER:
            move_category(category=category, target=data["after"], position="right")
        elif data["parent"]:
            position = "first-child" if data["place"] == FIRST else "last-child"
            move_category(category=category, target=data["parent"], position=position)
        else:
            position = "first-sibling" if data["place"] == FIRST else "last-sibling"
            move_category(category=category, target=Category.get_first_root_node(), position=position)


def _parent_of(category: Category) -> Category | None:
    return None if category.is_root() else category.get_parent(update=True)


def _indented(category: Category) -> str:
    return format_html("{}{}", "\u2003" * (category.depth - 1), category.name)


def _slug_panel() -> MultiFieldPanel:
    panels = [FieldPanel(build_localized_fieldname("slug", code), heading=name) for code, name in settings.LANGUAGES]
    return MultiFieldPanel(
        [FieldRowPanel(panels, classname="in-languages")],
        heading=_("Address"),
        help_text=_("Left alone it follows the name. Old addresses go on working."),
    )


class CategoryScreen(Screen):
    model = Category
    icon = "folder-open-inverse"
    menu_label = _("Categories")
    menu_order = 20
    ordering = "path"
    list_per_page = 200
    search_fields = ["name_en", "name_am", "name_sw", "name_fr", "name_ar"]
    list_filter = ["is_public", "depth"]
    list_display = [
        TitleColumn("name", label=_("Name"), accessor=_indented),
        NumberColumn("num_products", label=_("Products")),
        Column("product_type", label=_("Suggested product type")),
        BooleanColumn("is_public", label=_("Shown")),
    ]

    def get_edit_handler(self) -> Any:
        panels = [
            in_every_language("name", heading=_("Name")),
            FieldRowPanel([FieldPanel("parent"), FieldPanel("place"), FieldPanel("after")], heading=_("In the tree")),
            in_every_language("description", heading=_("Description")),
            FieldPanel("image"),
            FieldRowPanel(
                [FieldPanel("is_public"), FieldPanel("exclude_from_menu"), FieldPanel("product_type")],
                heading=_("Where it shows"),
            ),
            _slug_panel(),
            in_every_language("meta_title", heading=_("Title for search engines")),
            in_every_language("meta_description", heading=_("Description for search engines")),
        ]
        return ObjectList(panels, base_form_class=CategoryForm).bind_to_model(self.model)
