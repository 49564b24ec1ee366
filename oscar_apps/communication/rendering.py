"""Turns a template and its context into the words of one message, in the recipient's language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from .models import Message

#: Typographic spaces in amounts; one of them would make a phone send the whole text in a longer alphabet.
_WIDE_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2007"), " ")


@dataclass(frozen=True)
class Rendered:
    """`subject` and `html` are empty for a text message."""

    body: str
    subject: str = ""
    html: str = ""


def supported(language: str) -> str:
    """The language if the shop speaks it ("fr" for "fr-CA"), else the shop's own."""
    codes = {code for code, _name in settings.LANGUAGES}
    for code in (language, language.split("-")[0]):
        if code in codes:
            return code
    return settings.LANGUAGE_CODE


def render(*, channel: str, template: str, context: Mapping[str, Any], language: str) -> Rendered:
    """Render `email/<template>.{subject.txt,txt,html}` or `sms/<template>.txt`. Raises TemplateDoesNotExist."""
    full = {"shop_name": settings.SHOP_NAME, "base_url": settings.SHOP_BASE_URL, **context}
    with translation.override(supported(language)):
        if channel == Message.Channel.SMS:
            return Rendered(body=_one_line(render_to_string(f"sms/{template}.txt", full)).translate(_WIDE_SPACES))
        full["subject"] = _one_line(render_to_string(f"email/{template}.subject.txt", full))
        return Rendered(
            subject=full["subject"],
            body=_tidy(render_to_string(f"email/{template}.txt", full)),
            html=render_to_string(f"email/{template}.html", full),
        )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _tidy(text: str) -> str:
    """Without the empty lines and trailing spaces that template tags leave behind."""
    lines = "\n".join(line.rstrip() if line != "-- " else line for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"
