"""The words around every page: kept per language, changed at once when an editor saves."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.utils import timezone, translation
from wagtail.models import Locale

from cms.blocks.text import LinkBlock, in_this_language
from cms.models import Banner, Footer, Guarantee, Navigation
from cms.selectors import frame, frame_context
from marketplace import page_cache
from marketplace.bootstrap.words import words
from marketplace.outbox.services import relay_pending

pytestmark = pytest.mark.django_db


def banner(**fields):
    values = {"title": "Market day on Saturday", "position": "bar", "locale": Locale.objects.get(language_code="en")}
    row = Banner(**values | fields)
    row.full_clean(exclude=["translation_key"])
    row.save()
    relay_pending()
    return row


def test_every_language_has_its_own_words(market):
    for code in ("en", "am", "sw", "fr", "ar"):
        with translation.override(code):
            known, said = frame(), words(code)
            assert known.footer_text == said["footer"]["text"]
            assert [column.title for column in known.footer_columns] == [
                each["title"] for each in said["footer"]["columns"]
            ]
            assert [each.title for each in known.guarantees] == [each["title"] for each in said["guarantees"]]
            assert known.announcement["text"] == said["announcement"]
            assert [link.label for link in known.navigation] == [each["label"] for each in said["navigation"]]


def test_they_are_read_once(market, django_assert_num_queries):
    frame()
    with django_assert_num_queries(0):
        frame()


def test_a_saved_guarantee_shows_at_once(market):
    row = Guarantee.objects.get(locale__language_code="en", position=0)
    row.title = "Every seller is visited"
    row.save()
    relay_pending()
    assert frame().guarantees[0].title == "Every seller is visited"


def test_a_deleted_footer_leaves_the_houses_own(market):
    Footer.objects.all().delete()
    relay_pending()
    assert frame_context(None)["footer_columns"] == ()


def test_a_missing_language_falls_back_to_the_main_one(market):
    Navigation.objects.filter(locale__language_code="sw").delete()
    relay_pending()
    with translation.override("sw"):
        assert frame().navigation[0].label == words("en")["navigation"][0]["label"]
        assert frame().navigation[0].url == "/sw/sellers/"


def test_there_is_one_footer_for_each_language(market):
    with pytest.raises(ValidationError):
        Footer(locale=Locale.objects.get(language_code="en")).full_clean()


class TestBanners:
    def test_the_first_by_order_is_announced(self, market):
        banner(order=0, title="Later")
        Banner.objects.filter(title=words("en")["announcement"]).update(order=5)
        page_cache.bump(["frame"])
        assert frame().announcement["text"] == "Later"

    def test_one_that_has_not_begun_or_has_ended_is_silent(self, market):
        now = timezone.now()
        banner(title="Tomorrow", position="page", starts_at=now + timedelta(days=1))
        banner(title="Yesterday", position="page", ends_at=now - timedelta(days=1))
        on = banner(title="Today", position="page", starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=1))
        assert [each.title for each in frame().page_banners] == [on.title]

    def test_kept_pages_end_with_the_next_one(self, market):
        soon = timezone.now() + timedelta(minutes=2)
        banner(title="Soon", starts_at=soon)
        request = RequestFactory().get("/")
        request.public_page = page_cache.PublicPage()
        frame_context(request)
        assert request.public_page.expires_at == soon
        assert "frame" in request.public_page.tags
        assert request.public_page.lifetime() <= 120

    def test_the_home_page_shows_those_of_the_page(self, market, client):
        banner(
            title="A week of coffee", text="Three stations.", position="page", address="/catalogue/", link_label="Taste"
        )
        page = client.get("/").content.decode()
        assert "A week of coffee" in page
        assert ">Taste</a>" in page

    def test_it_cannot_end_before_it_begins(self, market):
        now = timezone.now()
        with pytest.raises(ValidationError):
            banner(starts_at=now, ends_at=now - timedelta(hours=1))

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "catalogue/", "http://example.org/"])
    def test_addresses_are_ours_or_safe(self, market, address):
        with pytest.raises(ValidationError):
            banner(address=address)


class TestLinks:
    @pytest.mark.parametrize(
        ("address", "language", "found"),
        [
            ("/catalogue/", "en", "/catalogue/"),
            ("/catalogue/", "am", "/am/catalogue/"),
            ("https://example.org/", "am", "https://example.org/"),
            ("tel:+251911", "ar", "tel:+251911"),
        ],
    )
    def test_addresses_of_ours_get_the_language(self, address, language, found):
        with translation.override(language):
            assert in_this_language(address) == found

    @pytest.mark.parametrize("address", ["", "javascript:alert(1)", "//evil.example/"])
    def test_what_leads_nowhere_or_elsewhere_is_refused(self, address):
        block = LinkBlock()
        with pytest.raises(ValidationError):
            block.clean(block.to_python({"label": "Go", "address": address}))


def test_other_pages_have_the_words_too(market, client):
    page = client.get("/fr/catalogue/").content.decode()
    assert words("fr")["announcement"] in page
    assert words("fr")["footer"]["text"] in page
