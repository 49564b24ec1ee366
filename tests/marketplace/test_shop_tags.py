"""The tags every page is written with: money, prices, stars, pictures, links."""

from __future__ import annotations

import time
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from marketplace.templatetags import shop

NBSP = "\u00a0"


def rendered(source: str, context: dict[str, Any] | None = None, path: str = "/") -> str:
    template = engines["django"].from_string("{% load shop %}" + source)
    return template.render(context or {}, RequestFactory().get(path))


def an_image(**changes: Any) -> SimpleNamespace:
    values = {"src": "/media/a.webp", "srcset": "/media/a.webp 400w", "width": 400, "height": 500, "alt": "A jebena"}
    return SimpleNamespace(**{**values, **changes})


def an_offer(**changes: Any) -> SimpleNamespace:
    values = {"price": Decimal("1240"), "compare_at": None, "currency": "ETB", "sale_percentage": None}
    return SimpleNamespace(**{**values, **changes})


@pytest.mark.parametrize(
    ("amount", "currency", "language", "expected"),
    [
        ("1240", "ETB", "en", f"ETB{NBSP}1,240.00"),
        ("1240.5", "ETB", "am", f"ETB{NBSP}1,240.50"),
        ("1240", "JPY", "en", f"JPY{NBSP}1,240"),
        ("0.005", "ETB", "en", f"ETB{NBSP}0.00"),
        ("1240", "ETB", "fr", f"1\u202f240,00{NBSP}ETB"),
        ("-310", "ETB", "en", f"-ETB{NBSP}310.00"),
    ],
)
def test_money_follows_language_and_the_currencys_own_decimals(amount, currency, language, expected):
    with translation.override(language):
        assert shop.money_text(Decimal(amount), currency) == expected


def test_money_of_nothing_is_empty():
    assert rendered("{{ nothing|money:'ETB' }}{% money nothing 'ETB' %}", {"nothing": None}) == ""


def test_zero_is_an_amount_and_not_nothing():
    assert rendered("{{ amount|money:'ETB' }}", {"amount": Decimal("0")}) == f"ETB{NBSP}0.00"


def test_money_uses_the_charge_currency_where_none_is_named(settings):
    settings.SHOP_CURRENCY = "KES"
    assert shop.money_text(Decimal("5")) == f"KES{NBSP}5.00"


def test_money_tag_carries_the_plain_amount_for_the_script():
    markup = rendered("{% money amount 'ETB' %}", {"amount": Decimal("1240.50")})
    assert 'data-amount="1240.50"' in markup
    assert 'data-currency="ETB"' in markup


def test_money_is_cached_so_that_a_page_of_prices_costs_little():
    shop.money_text(Decimal("77.10"), "ETB")
    started = time.perf_counter()
    for _ in range(1000):
        shop.money_text(Decimal("77.10"), "ETB")
    assert (time.perf_counter() - started) / 1000 < 0.0001


def test_decimals_write_what_forms_and_the_api_write():
    assert rendered("{{ a|decimals:'ETB' }} {{ a|decimals:'JPY' }}", {"a": Decimal("1240.5")}) == "1240.50 1240"


def test_price_without_a_former_price_shows_one_amount():
    markup = rendered("{% price offer %}", {"offer": an_offer()})
    assert markup.count("data-amount") == 1
    assert "<s" not in markup.replace("<span", "")


def test_price_shows_the_former_price_struck_and_the_saving():
    offer = an_offer(compare_at=Decimal("1550"), sale_percentage=20)
    markup = rendered("{% price offer class='price-large' %}", {"offer": offer})
    assert 'class="price price-large"' in markup
    assert '<s class="price-old">' in markup
    assert "−20%" in markup


def test_price_hides_a_former_price_that_is_not_higher():
    markup = rendered("{% price offer %}", {"offer": an_offer(compare_at=Decimal("1240"), sale_percentage=0)})
    assert "price-old" not in markup


def test_price_takes_an_object_that_knows_no_former_price():
    assert "ETB" in rendered("{% price offer %}", {"offer": SimpleNamespace(price=Decimal("1"), currency="ETB")})


def test_price_class_cannot_break_out_of_its_attribute():
    assert "<b" not in rendered("{% price offer class=bad %}", {"offer": an_offer(), "bad": '"><b'})


@pytest.mark.parametrize(("rating", "width"), [("4.6", 92), (5, 100), (0, 0), (9, 100), (3.25, 64)])
def test_stars_are_lit_to_a_tenth_and_never_beyond_five(rating, width):
    assert f'<svg width="{width}"' in rendered("{% stars rating %}", {"rating": rating})


@pytest.mark.parametrize("rating", [None, "", "none"])
def test_no_stars_without_a_rating(rating):
    assert rendered("{% stars rating %}", {"rating": rating}) == ""


def test_stars_say_their_number():
    assert 'aria-label="4.6 out of 5 stars"' in rendered("{% stars 4.6 %}")


def test_rating_needs_reviews():
    assert rendered("{% rating 4.5 0 %}") == ""
    assert "(1,043)" in rendered("{% rating 4.9 1043 %}")


def test_picture_keeps_its_box_and_loads_late():
    markup = rendered("{% picture image sizes='50vw' ratio='4/5' %}", {"image": an_image()})
    for part in ('width="400"', 'height="500"', 'loading="lazy"', 'sizes="50vw"', "ratio-4-5", 'alt="A jebena"'):
        assert part in markup


def test_picture_of_the_first_screen_loads_at_once():
    markup = rendered("{% picture image eager=True %}", {"image": an_image()})
    assert 'fetchpriority="high"' in markup
    assert "lazy" not in markup


def test_picture_offers_better_formats_where_there_are_some():
    image = an_image(sources=[{"type": "image/avif", "srcset": "/a.avif 400w"}])
    markup = rendered("{% picture image %}", {"image": image})
    assert markup.startswith("<picture><source")
    assert 'type="image/avif"' in markup


def test_picture_alternative_text_may_be_emptied_and_is_escaped():
    assert 'alt=""' in rendered("{% picture image alt='' %}", {"image": an_image()})
    assert "<b>" not in rendered("{% picture image %}", {"image": an_image(alt='"><b>')})


def test_missing_picture_is_a_quiet_drawing_with_the_same_box():
    markup = rendered("{% picture image ratio='4/5' alt='A bag' %}", {"image": None})
    assert "<img" not in markup
    assert "ratio-4-5" in markup
    assert 'aria-label="A bag"' in markup


def test_icon_is_decoration_unless_it_has_a_label():
    assert 'aria-hidden="true"' in rendered("{% icon 'heart' %}")
    assert 'role="img" aria-label="Saved"' in rendered("{% icon 'heart' label='Saved' %}")


def test_icons_that_point_somewhere_flip_from_right_to_left():
    assert "icon-flip" in rendered("{% icon 'arrow-right' %}")
    assert "icon-flip" not in rendered("{% icon 'heart' %}")


def test_swatch_refuses_anything_but_a_colour():
    assert 'fill="#8B1E2D"' in rendered("{% swatch '#8B1E2D' 'Crimson' %}")
    assert rendered("{% swatch bad %}", {"bad": 'red"/><script>'}) == ""


def test_prefix_is_empty_in_the_default_language_only():
    assert rendered("{% lang_prefix %}") == ""
    with translation.override("ar"):
        assert rendered("{% lang_prefix %}{% html_dir %}") == "/arrtl"


def test_language_links_change_the_prefix_and_nothing_else():
    with translation.override("am"):
        links = shop.language_links({"request": RequestFactory().get("/am/basket/")})
    addresses = {link["code"]: link["url"] for link in links}
    assert addresses["en"] == "/basket/"
    assert addresses["ar"] == "/ar/basket/"
    assert [link["code"] for link in links if link["active"]] == ["am"]


def test_language_links_leave_a_path_that_only_looks_like_a_prefix():
    links = shop.language_links({"request": RequestFactory().get("/ammo/")})
    assert {link["code"]: link["url"] for link in links}["fr"] == "/fr/ammo/"


def test_language_links_prefer_the_addresses_a_view_knows():
    context = {"request": RequestFactory().get("/shoes_1/"), "language_urls": {"fr": "/fr/chaussures_1/"}}
    assert {link["code"]: link["url"] for link in shop.language_links(context)}["fr"] == "/fr/chaussures_1/"


def test_querystring_changes_one_value_and_starts_again_at_the_first_page():
    assert rendered("{% querystring_with sort='price' %}", path="/?q=tea&page=3") == "?q=tea&amp;sort=price"


def test_querystring_removes_and_repeats_values():
    assert rendered("{% querystring_with q=None %}", path="/?q=tea") == "?"
    assert shop.querystring_with({"request": RequestFactory().get("/")}, size=["41", "42"]) == "?size=41&size=42"


@pytest.mark.parametrize(
    ("current", "expected"),
    [
        (1, [1, 2, None, 20]),
        (3, [1, 2, 3, 4, None, 20]),
        (7, [1, None, 6, 7, 8, None, 20]),
        (20, [1, None, 19, 20]),
    ],
)
def test_page_numbers_keep_both_ends(current, expected):
    assert shop.page_numbers(Paginator(range(480), 24).page(current)) == expected


def test_charge_currency_leads_the_list_of_display_currencies(settings):
    settings.SHOP_CURRENCY = "ETB"
    settings.SHOP_DISPLAY_CURRENCIES = ["USD", "ETB", "KES"]
    assert shop.display_currencies() == ["ETB", "USD", "KES"]


def test_the_sign_of_a_negative_amount_stays_at_the_left_in_arabic():
    with translation.override("ar"):
        assert shop.money_text(Decimal("-31"), "ETB") == "\u200f\u200e-31.00\u00a0ETB"


def test_initials_are_two_letters_at_most():
    assert rendered("{{ 'kechene black pottery'|initials }}") == "KB"
    assert rendered("{{ 'Buna & Berbere'|initials }}") == "BB"


class SampleForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As on your card")
    agree = forms.BooleanField(label="I agree")
    way = forms.ChoiceField(label="Way", choices=[("a", "A")], widget=forms.RadioSelect)


def test_field_ties_label_help_and_error_to_its_widget():
    markup = rendered("{% include 'components/field.html' with field=form.name %}", {"form": SampleForm({})})
    assert 'for="id_name"' in markup
    assert 'aria-describedby="id_name_helptext id_name_error"' in markup
    assert 'id="id_name_helptext"' in markup
    assert 'id="id_name_error"' in markup
    assert 'aria-invalid="true"' in markup


def test_help_given_by_the_page_is_escaped_and_the_forms_own_may_hold_markup():
    source = "{% include 'components/field.html' with field=form.name help=bad %}"
    assert "<script>" not in rendered(source, {"form": SampleForm(), "bad": "<script>"})


def test_tick_stands_before_its_label_and_choices_in_a_fieldset():
    tick = rendered("{% include 'components/field.html' with field=form.agree %}", {"form": SampleForm()})
    assert tick.index("<input") < tick.index("<label")
    assert "<fieldset" in rendered("{% include 'components/field.html' with field=form.way %}", {"form": SampleForm()})


def test_error_summary_links_to_each_field_and_is_silent_without_errors():
    source = "{% include 'components/error_summary.html' %}"
    assert 'href="#id_name"' in rendered(source, {"form": SampleForm({})})
    assert "error-summary" not in rendered(source, {"form": SampleForm()})


def a_card(**changes: Any) -> SimpleNamespace:
    values = {
        **vars(an_offer()), "id": 7, "title": "Jebena", "url": "/jebena/", "seller_name": "Kechene", "seller_url": "/",
        "rating": Decimal("4.8"), "num_reviews": 212, "image": an_image(), "second_image": None, "colours": [],
        "in_stock": True, "low_stock": None, "is_new": False,
    }  # fmt: skip
    return SimpleNamespace(**{**values, **changes})


def test_card_says_what_a_buyer_asks():
    source = "{% include 'components/product_card.html' %}"
    assert "Only 3 left" in rendered(source, {"card": a_card(low_stock=3)})
    assert "Sold out" in rendered(source, {"card": a_card(in_stock=False)})
    plain = rendered(source, {"card": a_card()})
    assert 'href="/jebena/"' in plain
    assert "Kechene" in plain
    assert "left" not in plain


def test_card_escapes_words_of_sellers():
    markup = rendered(
        "{% include 'components/product_card.html' %}", {"card": a_card(title="<b>x</b>", seller_name="<i>")}
    )
    assert "<b>" not in markup
    assert "<i>" not in markup
