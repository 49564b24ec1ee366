"""What every template must keep: the policy of public pages, both directions of writing, a fresh sprite."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "marketplace" / "templates"
STATIC = ROOT / "marketplace" / "static"
OWN_STYLE = {"maintenance.html", "styleguide_email.html"}  # stand alone, outside the policy of the pages
PAGES = [
    path for path in sorted(TEMPLATES.rglob("*.html"))
    if "email" not in path.relative_to(TEMPLATES).parts and path.name not in OWN_STYLE
]  # fmt: skip

FORBIDDEN = {
    "inline style": r"<[^>]*\sstyle=[\"']",
    "style element": r"<style\b",
    "inline handler": r"<[^>]*\son(click|change|submit|load|input|error)=",
    "inline script": r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")[^>]*>",
    "physical direction": r"class=\"[^\"]*(?<![\w-])(?:\w+:)*-?(?:m[lr]|p[lr]|left|right|border-[lr]|rounded-[lr])-\w",
    "physical alignment": r"class=\"[^\"]*(?<![\w-])(?:text|float)-(?:left|right)\b",
}


def named(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_template_keeps_the_policy_and_both_directions(path):
    text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"))
    found = {rule: re.search(pattern, text) for rule, pattern in FORBIDDEN.items()}
    assert {rule: hit.group(0) for rule, hit in found.items() if hit} == {}


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_icon_a_template_names_is_in_the_sprite(path):
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "img" / "icons.svg").read_text(encoding="utf-8")))
    used = set(re.findall(r"{% icon \"([\w-]+)\"", path.read_text(encoding="utf-8")))
    assert used - drawn == set()


def page(name: str, **cookies: str) -> str:
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies)
    return engines["django"].get_template(name).render({}, request)


@pytest.mark.django_db
def test_public_frame_is_the_same_bytes_for_every_visitor_and_holds_no_token():
    first = page("404.html")
    assert first == page("404.html", sessionid="another", csrftoken="another")
    assert "csrf" not in first


@pytest.mark.django_db
def test_frame_says_language_and_direction():
    with translation.override("ar"):
        assert '<html lang="ar" dir="rtl">' in page("404.html")


def test_server_error_page_needs_no_context():
    assert "Nothing was charged" in engines["django"].get_template("500.html").render()


def test_committed_files_of_the_front_end_name_no_registry():
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
