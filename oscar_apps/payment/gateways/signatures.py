"""Comparing what a webhook brought with what it should have brought."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from .base import BadWebhook


def hmac_sha256(*, secret: str, message: bytes) -> str:
    """Hex HMAC-SHA256 of a message."""
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def same(given: str, expected: str) -> bool:
    """Whether two signatures are equal, in a time that tells nothing about where they differ."""
    return hmac.compare_digest(given.strip().encode(), expected.encode())


def header(headers: Mapping[str, str], name: str) -> str:
    """A header whatever its case; empty where there is none."""
    wanted = name.lower()
    return next((value for key, value in headers.items() if key.lower() == wanted), "")


def read_json(body: bytes, **options: Any) -> dict[str, Any]:
    """The JSON object of a signed body. Raises `BadWebhook` for anything else."""
    try:
        answer = json.loads(body, **options)
    except (ValueError, RecursionError) as error:
        raise BadWebhook("The body is no JSON") from error
    if not isinstance(answer, dict):
        raise BadWebhook("The body is no JSON object")
    return answer
