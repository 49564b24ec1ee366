"""What follows when an editor publishes or saves: the change becomes an event, and cached pages end by it."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from marketplace import page_cache
from marketplace.outbox.models import Event
from marketplace.outbox.registry import subscribe
from marketplace.outbox.services import publish

from .models import Banner, Footer, Guarantee, Navigation, ShopImage
from .pictures import make_renditions

FRAME_MODELS = (Banner, Footer, Guarantee, Navigation)


@receiver([page_published, page_unpublished], dispatch_uid="cms.page_updated")
def say_page_updated(*, instance: Any, **kwargs: Any) -> None:
    publish("page.updated", {"page_id": instance.pk})


def say_frame_updated(*, instance: Any, **kwargs: Any) -> None:
    publish("frame.updated", {"model": instance._meta.model_name, "id": instance.pk})


for _model in FRAME_MODELS:
    for _signal in (post_save, post_delete):
        _signal.connect(say_frame_updated, sender=_model, dispatch_uid=f"cms.frame.{_model.__name__}.{id(_signal)}")


@receiver(post_save, sender=ShopImage, dispatch_uid="cms.picture_uploaded")
def say_picture_uploaded(*, instance: ShopImage, **kwargs: Any) -> None:
    with transaction.atomic():
        publish("picture.uploaded", {"picture_id": instance.pk})


@subscribe("page.updated", key="cms.forget_page")
def forget_page(event: Event) -> None:
    page_cache.bump([f"page:{event.payload['page_id']}", "pages"])


@subscribe("frame.updated", key="cms.forget_frame")
def forget_frame(event: Event) -> None:
    page_cache.bump(["frame"])


@subscribe("picture.uploaded", key="cms.make_renditions", slow=True)
def make_pictures(event: Event) -> None:
    image = ShopImage.objects.filter(pk=event.payload["picture_id"]).first()
    if image is not None:
        make_renditions(image=image)
        page_cache.bump(["pages", "frame"])
