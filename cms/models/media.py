"""The editors' pictures. A model of our own from the beginning: Wagtail's cannot be exchanged later."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class ShopImage(AbstractImage):
    """A picture in the library."""

    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("Picture")
        verbose_name_plural = _("Pictures")


class ShopRendition(AbstractRendition):
    """One copy of a picture at one size."""

    image = models.ForeignKey(ShopImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="cms_one_rendition_per_image_and_filter"
            )
        ]
