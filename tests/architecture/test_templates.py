"""Templates parse, and the storefront's carry no inline script or style: its content security policy forbids both."""

import re

import pytest
from django.template import engines

from .sources import ROOT, name_of, templates

TREE = ROOT / "marketplace" / "templates"
# Mail programs read only inline styles; the style page shows the e-mail frame.
MAIL = ("email/", "sms/", "styleguide_email.html", "oscar/communication/emails/")
# nginx serves it while the shop is away, style sheet included.
STANDS_ALONE = ("maintenance.html",)
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
FORBIDDEN = {
    "inline script": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/(?:ld\+)?json[\"'])", re.IGNORECASE
    ),
    "on...= handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "javascript: address": re.compile(r"=[\"']\s*javascript:", re.IGNORECASE),
    "other host": re.compile(
        r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=[\"'](?:https?:)?//(?!\{)", re.IGNORECASE
    ),
}


def relative(path) -> str:
    return path.relative_to(TREE).as_posix()


def pages() -> list:
    return [
        path for path in templates() if path.suffix == ".html" and not relative(path).startswith(MAIL + STANDS_ALONE)
    ]


@pytest.mark.parametrize("path", templates(), ids=relative)
def test_template_parses(path):
    engines["django"].engine.get_template(relative(path))


def complaints(text: str) -> list[str]:
    bare = COMMENT.sub("", text)
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(bare)]


def test_no_inline_script_or_style_in_the_storefront():
    wrong = [f"{name_of(path)}: {', '.join(found)}" for path in pages() if (found := complaints(path.read_text()))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<script>alert(1)</script>", ["inline script"]),
        ('<script src="/static/js/app.js" defer></script>', []),
        ('<script type="application/ld+json">{}</script>', []),
        ('<a href="/" onclick="go()">x</a>', ["on...= handler"]),
        ('<a href="/" class="button on">x</a>', []),
        ('<div style="color:red">', ["style attribute"]),
        ('<style media="all">', ["style element"]),
        ('<img src="https://cdn.example/x.png">', ["other host"]),
        ('{# <div style="x"> #}', []),
    ],
)
def test_the_rules_judge_these_lines(text, found):
    assert complaints(text) == found
