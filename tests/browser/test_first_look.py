"""The first pages anybody sees stand right: phone and desktop, a language of each script, without JavaScript."""

import pytest

from .conftest import DESKTOP, PHONE

LANGUAGES = {"en": ("", "ltr"), "am": ("/am", "ltr"), "ar": ("/ar", "rtl")}
SIZES = {"phone": PHONE, "desktop": DESKTOP}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/", "/catalogue/", "/basket/"])
def test_page_stands_right(visitor, path, language, size):
    prefix, direction = LANGUAGES[language]
    page = visitor(viewport=SIZES[size])
    answer = page.goto(prefix + path)
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("html").get_attribute("dir") == direction
    assert page.locator("h1").count() == 1
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, f"{width} pixels wider than the screen"


def test_every_picture_of_the_home_page_loads(visitor):
    page = visitor()
    page.goto("/")
    page.evaluate("document.querySelectorAll('img').forEach(image => { image.loading = 'eager' })")
    page.wait_for_load_state("networkidle")
    broken = page.evaluate("[...document.images].filter(i => !i.complete || !i.naturalWidth).map(i => i.src)")
    assert page.locator("img").count() > 0
    assert broken == []


def test_the_home_page_works_without_script(visitor):
    page = visitor(java_script_enabled=False)
    assert page.goto("/").status == 200
    assert page.locator("a[href*='/catalogue/']").count() > 0


def test_an_unknown_address_is_a_page_of_ours(visitor):
    page = visitor()
    assert page.goto("/no-such-page/").status == 404
    assert page.locator("h1").count() == 1
    visitor.complaints.found = [line for line in visitor.complaints.found if "404" not in line]
