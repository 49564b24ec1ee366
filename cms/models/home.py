"""The front page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms.blocks.sections import sections
from marketplace.page_cache import public_page


class HomePage(Page):
    """The front page of the shop in one language: the same for every visitor, with goods as they are now."""

    body = StreamField(sections(), verbose_name=_("Sections"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("body")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types: list[str] = []
    template = "cms/home.html"

    class Meta:
        verbose_name = _("Home page")
        verbose_name_plural = _("Home pages")

    @property
    def cache_tags(self) -> list[str]:
        """What this page tells, and so what ends its cached copies."""
        return [f"page:{self.pk}", "pages", "frame", "catalogue", "menu", "shops"]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if getattr(request, "is_preview", False):
            return super().serve(request, *args, **kwargs)
        return public_page(super().serve, tags=self.cache_tags)(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms import live

        context = super().get_context(request, *args, **kwargs)
        live.fill(self.body)
        kinds = [block.block_type for block in self.body]
        return {
            **context,
            "is_home": True,
            "bottom_bar": "home",
            "meta_description": self.search_description,
            "canonical_url": self.full_url,
            **self._addresses(),
            "has_hero": "hero" in kinds,
            "has_guarantees": "guarantees" in kinds,
        }

    def _addresses(self) -> dict[str, dict[str, str]]:
        """Addresses of this page in every language in which it is published, without and with the host."""
        pages = {
            page.locale.language_code: page
            for page in self.get_translations(inclusive=True).live().select_related("locale")
        }
        return {
            "language_urls": {code: page.url for code, page in pages.items()},
            "alternates": {code: page.full_url for code, page in pages.items()},
        }
