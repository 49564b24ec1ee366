"""The picture pipeline: what is refused, what is kept, what is made of it, what a page shows."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from marketplace.outbox.models import Event
from marketplace.outbox.services import relay_pending
from oscar_apps.catalogue import pictures
from oscar_apps.catalogue.models import ProductImage
from tests.factories import make_product

ORIENTATION, CAMERA = 0x0112, 0x010F


def upload(
    *, size=(1200, 1500), kind: str = "JPEG", mode: str = "RGB", name: str = "photo.jpg", exif: dict | None = None
) -> ContentFile:
    target = BytesIO()
    notes = Image.Exif()
    notes.update(exif or {})
    Image.new(mode, size, "red").save(target, kind, **({"exif": notes} if exif else {}))
    return ContentFile(target.getvalue(), name=name)


def opened(path: str) -> Image.Image:
    return Image.open(BytesIO(default_storage.open(path).read()))


class TestUpload:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
    def test_pictures_are_taken_whatever_they_are_called(self, kind):
        clean, size = pictures.prepare(upload(kind=kind, name="anything.exe"))
        assert size == (1200, 1500)
        assert clean.name == "anything.jpg"

    @pytest.mark.parametrize(
        "content",
        [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"<script>alert(1)</script>"],
    )
    def test_anything_else_is_refused_whatever_it_is_called(self, content):
        with pytest.raises(ValidationError):
            pictures.prepare(ContentFile(content, name="photo.jpg"))

    def test_a_damaged_picture_is_refused(self):
        whole = upload().read()
        with pytest.raises(ValidationError):
            pictures.prepare(ContentFile(whole[: len(whole) // 2], name="photo.jpg"))

    def test_a_file_too_large_is_refused_unread(self):
        file = upload()
        file.size = pictures.MOST_BYTES + 1
        with pytest.raises(ValidationError) as refusal:
            pictures.prepare(file)
        assert refusal.value.code == "too_large"

    def test_too_many_pixels_are_refused_before_they_are_read(self, monkeypatch):
        monkeypatch.setattr(pictures, "MOST_PIXELS", 1000)
        with pytest.raises(ValidationError) as refusal:
            pictures.prepare(upload())
        assert refusal.value.code == "too_many_pixels"

    def test_the_cameras_notes_are_gone_and_the_picture_stands_upright(self):
        clean, size = pictures.prepare(upload(size=(400, 300), exif={ORIENTATION: 6, CAMERA: "Secret"}))
        assert size == (300, 400)
        assert not Image.open(BytesIO(clean.read())).getexif()

    def test_transparency_is_kept(self):
        clean, _size = pictures.prepare(upload(kind="PNG", mode="RGBA", name="logo.png"))
        assert clean.name == "logo.png"
        assert Image.open(BytesIO(clean.read())).mode == "RGBA"

    def test_a_giant_is_made_smaller(self):
        _clean, size = pictures.prepare(upload(size=(3000, 6000)))
        assert size == (1200, 2400)


@pytest.mark.django_db
class TestRenditions:
    def test_adding_a_picture_tells_and_puts_it_last(self):
        product = make_product()
        first = pictures.add_image(product=product, file=upload(), alt_text="Front")
        second = pictures.add_image(product=product, file=upload())
        assert (first.display_order, second.display_order) == (0, 1)
        assert [event.payload for event in Event.objects.filter(name="image.uploaded")] == [
            {"image_id": first.pk},
            {"image_id": second.pk},
        ]

    def test_the_event_makes_them_in_the_background(self):
        image = pictures.add_image(product=make_product(), file=upload())
        assert image.renditions == {}
        relay_pending()
        image.refresh_from_db()
        assert {kind: sorted(paths) for kind, paths in image.renditions.items()} == {
            "webp": ["320", "640", "960"],
            "avif": ["320", "640", "960"],
        }
        assert opened(image.renditions["webp"]["320"]).size == (320, 400)
        assert opened(image.renditions["avif"]["960"]).format == "AVIF"
        assert default_storage.exists(image.original.name)

    def test_a_small_picture_is_not_made_larger(self):
        image = pictures.add_image(product=make_product(), file=upload(size=(500, 500)))
        pictures.make_renditions(image=image)
        assert sorted(image.renditions["webp"]) == ["320", "500"]

    def test_making_them_twice_leaves_one_set(self):
        image = pictures.add_image(product=make_product(), file=upload())
        pictures.make_renditions(image=image)
        before = image.renditions
        pictures.make_renditions(image=image)
        assert image.renditions == before

    def test_an_event_for_a_picture_that_is_gone_does_nothing(self):
        image = pictures.add_image(product=make_product(), file=upload())
        ProductImage.objects.filter(pk=image.pk).delete()
        relay_pending()
        assert not Event.objects.filter(relayed_at__isnull=True).exists()


class TestOnAPage:
    ready = {"webp": {"320": "a-320.webp", "640": "a-640.webp", "960": "a-960.webp"}, "avif": {"320": "a-320.avif"}}

    def picture(self, **changes):
        image = ProductImage(
            original="a.jpg", width=1200, height=1500, alt_text="Shawl", **{"renditions": self.ready, **changes}
        )
        return pictures.picture_of(image)

    def test_renditions_with_the_originals_proportions(self):
        picture = self.picture()
        assert picture.src.endswith("a-640.webp")
        assert picture.srcset.count("w,") == 2
        assert (picture.width, picture.height, picture.alt) == (1200, 1500, "Shawl")
        assert picture.sources[0]["type"] == "image/avif"

    def test_only_the_widths_that_were_asked_for(self):
        picture = pictures.picture_from(renditions=self.ready, original="a.jpg", size=(1, 1), alt="", widths=(320,))
        assert picture.src.endswith("a-320.webp")

    def test_the_original_while_they_are_being_made(self):
        assert self.picture(renditions={}).src.endswith("a.jpg")

    def test_nothing_for_no_picture(self):
        assert pictures.picture_of(None) is None
        assert pictures.file_picture("") is None

    def test_a_picture_can_be_a_key(self):
        assert hash(self.picture()) == hash(self.picture())
