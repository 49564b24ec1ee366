"""Media on S3 or MinIO through django-storages; used when a bucket is named in the environment."""

from .environment import env

S3_STORAGE = {
    "BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": env.str("AWS_STORAGE_BUCKET_NAME", default=env.str("MINIO_BUCKET_NAME", default="")),
        "access_key": env.str("AWS_ACCESS_KEY_ID", default=env.str("MINIO_ACCESS_KEY", default="")),
        "secret_key": env.str("AWS_SECRET_ACCESS_KEY", default=env.str("MINIO_SECRET_KEY", default="")),
        "region_name": env.str("AWS_S3_REGION_NAME", default="us-east-1"),
        "endpoint_url": env.str("MINIO_ENDPOINT", default="") or None,
        "default_acl": None,
        "querystring_auth": False,
        "file_overwrite": False,
        "object_parameters": {"CacheControl": "public, max-age=31536000, immutable"},
    },
}
