"""The same pipeline with media in a bucket; `moto` stands in for S3 and MinIO."""

import boto3
import pytest
from django.core.files.storage import default_storage, storages
from moto import mock_aws

from marketplace.settings.object_storage import S3_STORAGE
from oscar_apps.catalogue import pictures
from tests.factories import make_product

from .test_pictures import upload

BUCKET = "market"


@pytest.fixture
def bucket(settings, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    options = {**S3_STORAGE["OPTIONS"], "bucket_name": BUCKET, "access_key": "testing", "secret_key": "testing"}
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        settings.STORAGES = {**settings.STORAGES, "default": {**S3_STORAGE, "OPTIONS": options}}
        yield client
    pictures.media_url.cache_clear()


def keys(client) -> set[str]:
    return {item["Key"] for item in client.list_objects_v2(Bucket=BUCKET).get("Contents", ())}


@pytest.mark.django_db
def test_originals_and_renditions_go_into_the_bucket(bucket):
    image = pictures.add_image(product=make_product(), file=upload())
    pictures.make_renditions(image=image, kinds=("webp",))
    assert keys(bucket) == {image.original.name, *image.renditions["webp"].values()}


@pytest.mark.django_db
def test_pages_point_into_the_bucket_without_a_signature(bucket):
    image = pictures.add_image(product=make_product(), file=upload())
    pictures.make_renditions(image=image, kinds=("webp",))
    picture = pictures.picture_of(image)
    assert BUCKET in picture.src
    assert "Signature" not in picture.srcset


@pytest.mark.django_db
def test_files_say_how_long_they_may_be_kept(bucket):
    image = pictures.add_image(product=make_product(), file=upload())
    stored = bucket.head_object(Bucket=BUCKET, Key=image.original.name)
    assert "immutable" in stored["CacheControl"]


def test_it_is_really_another_storage(bucket):
    assert type(storages["default"]).__name__ == "S3Storage"
    assert default_storage.bucket_name == BUCKET
