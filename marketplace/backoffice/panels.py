"""Panels for the forms of `screens`: one word in every language side by side, and rows of a formset."""

from typing import Any

from django.conf import settings
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel


def in_every_language(field: str, *, heading: Any, **kwargs: Any) -> MultiFieldPanel:
    """A translated field with a box for each language in one row."""
    panels = [
        FieldPanel(f"{field}_{code.replace('-', '_')}", heading=name, **kwargs) for code, name in settings.LANGUAGES
    ]
    return MultiFieldPanel([FieldRowPanel(panels, classname="in-languages")], heading=heading)


class FormsetPanel(Panel):
    """The rows of `form.formsets[name]`; `help_text` stands above them."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.name = name

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "name": self.name}

    class BoundPanel(Panel.BoundPanel):
        template_name = "backoffice/formset_panel.html"

        @cached_property
        def formset(self) -> Any:
            return self.form.formsets[self.panel.name]

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "formset": self.formset}


class TemplatePanel(Panel):
    """Something to look at inside a form, drawn from `self.instance`, `self.form` and what `context` adds."""

    def __init__(self, template: str, context: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template, self.context = template, context

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "template": self.template, "context": self.context}

    class BoundPanel(Panel.BoundPanel):
        @property
        def template_name(self) -> str:
            return self.panel.template

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            added = self.panel.context(self.instance, self.form) if self.panel.context else {}
            return {**super().get_context_data(parent_context), "form": self.form, "instance": self.instance, **added}
