"""Words that stand around every page: navigation, footer, guarantees and banners. One row for each language."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.blocks import CharBlock, ListBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.models import TranslatableMixin

from cms.blocks.text import LinkBlock, in_this_language

#: Drawings of the sprite that fit a promise (docs/front-end.md).
ICONS = (
    ("shield-check", _("Shield")),
    ("hand-coins", _("Hand with coins")),
    ("package-check", _("Parcel")),
    ("rotate-ccw", _("Turn back")),
    ("truck", _("Lorry")),
    ("message-circle", _("Speech")),
    ("badge-check", _("Seal")),
    ("map-pin", pgettext_lazy("icon", "Place")),
    ("leaf", _("Leaf")),
    ("gift", _("Gift")),
)


class ColumnBlock(StructBlock):
    """One column of the footer."""

    title = CharBlock(label=_("Title"), max_length=60)
    links = ListBlock(LinkBlock(), label=_("Links"), max_num=8)

    class Meta:
        icon = "list-ul"
        label = _("Column")


class Navigation(TranslatableMixin, models.Model):
    """Links that stand behind the categories in the menu."""

    links = StreamField([("link", LinkBlock())], verbose_name=_("Links"), blank=True, max_num=6)

    panels = [FieldPanel("links")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("Navigation")
        verbose_name_plural = _("Navigation")
        constraints = [models.UniqueConstraint(fields=["locale"], name="cms_one_navigation_per_language")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} ({self.locale})"


class Footer(TranslatableMixin, models.Model):
    """The end of every page."""

    text = models.CharField(_("Text beside the name"), max_length=200, blank=True)
    columns = StreamField([("column", ColumnBlock())], verbose_name=_("Columns"), blank=True, max_num=4)

    panels = [FieldPanel("text"), FieldPanel("columns")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("Footer")
        verbose_name_plural = _("Footer")
        constraints = [models.UniqueConstraint(fields=["locale"], name="cms_one_footer_per_language")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} ({self.locale})"


class Guarantee(TranslatableMixin, models.Model):
    """What the shop promises every buyer, in one line and one sentence."""

    title = models.CharField(_("Title"), max_length=60)
    text = models.CharField(_("Sentence"), max_length=160)
    icon = models.CharField(_("Drawing"), max_length=30, choices=ICONS, default=ICONS[0][0])
    position = models.PositiveSmallIntegerField(pgettext_lazy("position", "Order"), default=0)
    is_active = models.BooleanField(_("Shown"), default=True)

    panels = [FieldPanel("title"), FieldPanel("text"), FieldRowPanel([FieldPanel("icon"), FieldPanel("position")]),
              FieldPanel("is_active")]  # fmt: skip

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("Guarantee")
        verbose_name_plural = _("Guarantees")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Banner(TranslatableMixin, models.Model):
    """A notice at a place of the shop, for as long as it is true."""

    class Position(models.TextChoices):
        BAR = "bar", _("Line above the header")
        PAGE = "page", _("In the page")

    position = models.CharField(
        pgettext_lazy("position", "Place"), max_length=10, choices=Position.choices, default=Position.BAR
    )
    title = models.CharField(_("Words"), max_length=120)
    text = models.CharField(_("One sentence more"), max_length=220, blank=True)
    address = models.CharField(
        _("Leads to"), max_length=300, blank=True, help_text=_("For example /catalogue/ or https://example.org/")
    )
    link_label = models.CharField(_("Words of the link"), max_length=60, blank=True)
    image = models.ForeignKey(
        "cms.ShopImage", verbose_name=_("Picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    starts_at = models.DateTimeField(pgettext_lazy("date", "From"), null=True, blank=True)
    ends_at = models.DateTimeField(_("Until"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(pgettext_lazy("position", "Order"), default=0)
    is_active = models.BooleanField(_("Shown"), default=True)

    panels = [
        FieldPanel("position"),
        MultiFieldPanel(
            [
                FieldPanel("title"),
                FieldPanel("text"),
                FieldRowPanel([FieldPanel("address"), FieldPanel("link_label")]),
                FieldPanel("image"),
            ],
            heading=_("What it says"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldRowPanel([FieldPanel("order"), FieldPanel("is_active")]),
            ],
            heading=_("When it is shown"),
        ),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("Banner")
        verbose_name_plural = _("Banners")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=models.F("starts_at")),
                name="cms_banner_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.address and not self.address.startswith(("/", "https://")):
            raise ValidationError({"address": _("An address begins with / or https://")})

    @property
    def url(self) -> str:
        return in_this_language(self.address)
