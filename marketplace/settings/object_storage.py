"""Media on S3 or MinIO through django-storages; used when a bucket is named in the environment."""

from .environment import env

BUCKET = env.str("AWS_STORAGE_BUCKET_NAME", default="") or env.str("MINIO_BUCKET_NAME", default="")
REGION = env.str("AWS_S3_REGION_NAME", default="us-east-1")
# Where browsers fetch pictures, when that is not the bucket's own address: "cdn.example" or "shop.example/media".
PUBLIC_HOST = env.str("MEDIA_PUBLIC_HOST", default="")


def endpoint_url() -> str | None:
    """MinIO's address with its scheme; None means Amazon's own."""
    endpoint = env.str("MINIO_ENDPOINT", default="")
    if not endpoint or "://" in endpoint:
        return endpoint or None
    return f"http://{endpoint}"


def media_origin() -> str:
    """What the content security policy must allow pictures from."""
    if PUBLIC_HOST:
        return f"https://{PUBLIC_HOST.split('/')[0]}"
    return endpoint_url() or f"https://{BUCKET}.s3.amazonaws.com"


S3_STORAGE = {
    "BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": BUCKET,
        "access_key": env.str("AWS_ACCESS_KEY_ID", default=env.str("MINIO_ACCESS_KEY", default="")),
        "secret_key": env.str("AWS_SECRET_ACCESS_KEY", default=env.str("MINIO_SECRET_KEY", default="")),
        "region_name": REGION,
        "endpoint_url": endpoint_url(),
        "custom_domain": PUBLIC_HOST or None,
        "default_acl": None,
        "querystring_auth": False,
        "file_overwrite": False,
        "object_parameters": {"CacheControl": "public, max-age=31536000, immutable"},
    },
}
