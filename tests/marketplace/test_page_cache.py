"""The page cache: what is kept, what is not, for whom, and what ends it."""

import gzip
from datetime import timedelta

import pytest
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import RequestFactory
from django.utils import timezone

from marketplace import page_cache
from marketplace.middleware import PublicPageMiddleware
from marketplace.page_cache import bump, public_page, tag

factory = RequestFactory()


class Site:
    """One view behind the middleware, and how often it was asked."""

    def __init__(self, view=None, **options) -> None:
        self.asked = 0
        self.view = public_page(view or self.page, **options)
        self.middleware = PublicPageMiddleware(lambda request: self.view(request))

    def page(self, request) -> HttpResponse:
        self.asked += 1
        return HttpResponse(f"page {self.asked} {request.GET.urlencode()}")

    def get(self, path: str = "/goods/", **headers) -> HttpResponse:
        return self.middleware(factory.get(path, **headers))


class TestKeeping:
    def test_the_second_visitor_gets_the_first_ones_page(self):
        site = Site()
        assert site.get().content == site.get().content == b"page 1 "
        assert site.asked == 1

    def test_a_view_that_says_nothing_is_not_kept(self):
        site = Site()
        site.view = site.page
        site.get(), site.get()
        assert site.asked == 2

    def test_each_address_and_host_has_its_own(self, settings):
        settings.ALLOWED_HOSTS = ["*"]
        site = Site()
        site.get("/a/"), site.get("/b/"), site.get("/a/?page=2"), site.get("/a/", HTTP_HOST="other.example")
        assert site.asked == 4

    def test_parameters_count_in_any_order(self):
        site = Site()
        site.get("/?page=2&sort=newest"), site.get("/?sort=newest&page=2")
        assert site.asked == 1

    def test_trackers_marks_change_neither_key_nor_page(self):
        site = Site()
        assert site.get("/?utm_source=mail&page=2").content == site.get("/?page=2").content == b"page 1 page=2"

    def test_an_empty_parameter_is_as_none(self):
        site = Site()
        site.get("/?q="), site.get("/")
        assert site.asked == 1

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_only_reading_is_kept(self, method):
        site = Site()
        for _ in range(2):
            site.middleware(getattr(factory, method)("/"))
        assert site.asked == 2

    def test_a_request_with_authorization_is_not_for_everybody(self):
        site = Site()
        site.get(HTTP_AUTHORIZATION="Bearer x"), site.get(HTTP_AUTHORIZATION="Bearer x")
        assert site.asked == 2

    def test_very_long_queries_are_answered_and_not_kept(self):
        site = Site()
        site.get("/?q=" + "x" * 700), site.get("/?q=" + "x" * 700)
        assert site.asked == 2

    def test_it_can_be_switched_off(self, settings):
        settings.PUBLIC_PAGE_CACHE_SECONDS = 0
        site = Site()
        site.get(), site.get()
        assert site.asked == 2

    def test_a_rendered_template_response_is_kept(self):
        response = Site(lambda request: SimpleTemplateResponse("components/mark.svg").render()).get()
        assert b"<svg" in response.content


class TestNotKeeping:
    def refused(self, answer) -> bool:
        calls = []

        def view(request):
            calls.append(request)
            return answer(request)

        site = Site(view)
        site.get(), site.get()
        return len(calls) == 2

    def test_errors_and_redirects(self):
        for status in (301, 302, 404, 500):
            assert self.refused(lambda request, status=status: HttpResponse(status=status))

    def test_an_answer_with_a_cookie(self):
        def with_cookie(request):
            response = HttpResponse("x")
            response.set_cookie("basket", "1")
            return response

        assert self.refused(with_cookie)

    def test_an_answer_that_looked_at_the_visitor(self):
        assert self.refused(lambda request: HttpResponse("x", headers={"Vary": "Accept-Language, Cookie"}))

    def test_a_stream(self):
        assert self.refused(lambda request: StreamingHttpResponse(iter([b"x"])))

    def test_a_page_made_while_something_changed(self):
        def slow(request):
            bump(["product:9"])
            return HttpResponse("x")

        assert self.refused(slow)


class TestEnding:
    def test_a_tag_ends_the_page(self):
        site = Site(tags=["product:1"])
        site.get()
        bump(["product:1"])
        assert site.get().content == b"page 2 "

    def test_another_tag_does_not(self):
        site = Site(tags=["product:1"])
        site.get()
        bump(["product:2"])
        assert site.get().content == b"page 1 "

    def test_tags_from_the_address(self):
        site = Site(tags=lambda request: [f"path:{request.path}"])
        site.get("/a/"), site.get("/b/")
        bump(["path:/a/"])
        site.get("/a/"), site.get("/b/")
        assert site.asked == 3

    def test_tags_named_while_the_page_is_made(self):
        def view(request):
            tag(request, "seller:4")
            return HttpResponse(str(timezone.now().timestamp()))

        site = Site(view)
        first = site.get().content
        assert site.get().content == first
        bump(["seller:4"])
        assert site.get().content != first

    @pytest.mark.parametrize("name", ["site", "frame", "menu"])
    def test_what_every_page_stands_on(self, name):
        site = Site()
        site.get()
        bump([name])
        site.get()
        assert site.asked == 2

    def test_everything_at_once(self):
        site = Site()
        site.get()
        page_cache.forget_everything()
        site.get()
        assert site.asked == 2

    def test_a_version_that_was_lost_does_not_revive_the_dead(self):
        from django.core.cache import cache

        site = Site(tags=["product:1"])
        site.get()
        bump(["product:1"])
        cache.delete("tag:product:1")
        site.get()
        assert site.asked == 2

    def test_it_ends_at_the_next_boundary_of_time(self):
        def view(request):
            page_cache.expires_by(request, timezone.now() + timedelta(seconds=60, milliseconds=500))
            page_cache.expires_by(request, timezone.now() + timedelta(hours=5))
            return HttpResponse("x")

        assert "s-maxage=60" in Site(view).get()["Cache-Control"]

    def test_a_boundary_that_has_passed_keeps_nothing(self):
        calls = []

        def view(request):
            calls.append(1)
            page_cache.expires_by(request, timezone.now() - timedelta(seconds=1))
            return HttpResponse("x")

        site = Site(view)
        site.get(), site.get()
        assert len(calls) == 2

    def test_naming_tags_outside_a_public_page_does_nothing(self):
        tag(factory.get("/"), "x")
        page_cache.expires_by(factory.get("/"), timezone.now())


class TestHeaders:
    def test_what_browsers_and_proxies_are_told(self, settings):
        response = Site().get()
        assert response["Cache-Control"] == f"public, max-age=0, s-maxage={settings.PUBLIC_PAGE_CACHE_SECONDS}"
        assert response["Vary"] == "Accept-Encoding"
        assert response["ETag"].startswith('W/"')
        assert response["Content-Length"] == str(len(response.content))

    def test_the_first_answer_says_the_same_as_the_second(self):
        site = Site()
        assert site.get().headers == site.get().headers

    def test_not_modified(self):
        site = Site()
        etag = site.get()["ETag"]
        for known in (etag, f'"other", {etag}', "*"):
            response = site.get(HTTP_IF_NONE_MATCH=known)
            assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
        assert site.get(HTTP_IF_NONE_MATCH='"other"').status_code == 200

    def test_compressed_for_those_who_can(self):
        site = Site()
        response = site.get(HTTP_ACCEPT_ENCODING="br, gzip")
        assert response["Content-Encoding"] == "gzip"
        assert gzip.decompress(response.content) == site.get().content

    def test_head_has_the_headers_and_no_body(self):
        site = Site()
        site.get()
        response = site.middleware(factory.head("/goods/"))
        assert (response.content, response["Content-Length"], site.asked) == (b"", str(len(site.get().content)), 1)


class TestValues:
    @pytest.mark.parametrize("keep", [page_cache.cached, page_cache.remembered])
    def test_built_once_until_a_tag_ends_it(self, keep):
        built = []

        def build():
            built.append(1)
            return len(built)

        for _ in range(2):
            assert keep("numbers", tags=["menu"], build=build) == 1
        bump(["menu"])
        assert keep("numbers", tags=["menu"], build=build) == 2

    def test_an_empty_value_is_a_value(self):
        built = []
        for _ in range(2):
            page_cache.cached("nothing", tags=["menu"], build=lambda: built.append(1))
        assert built == [1]


@pytest.mark.django_db
class TestInTheSite:
    def test_two_strangers_get_the_same_bytes(self, client):
        assert client.get("/catalogue/").content == client.get("/catalogue/").content

    def test_a_person_who_is_signed_in_gets_the_same_bytes(self, client):
        from tests.factories import make_user

        stranger = client.get("/catalogue/").content
        page_cache.forget_everything()
        client.force_login(make_user(first_name="Almaz", is_staff=True))
        assert client.get("/catalogue/").content == stranger

    def test_a_message_waits_for_a_page_that_may_show_it(self, client, rf):
        """A public page neither shows nor eats what was said to one visitor."""
        request = rf.get("/")
        storage = messages.storage.cookie.CookieStorage(request)
        storage.add(messages.SUCCESS, "Welcome back")
        response = HttpResponse()
        storage.update(response)
        client.cookies["messages"] = response.cookies["messages"].value
        page = client.get("/catalogue/")
        assert b"Welcome back" not in page.content
        assert not page.cookies

    def test_a_kept_page_asks_nothing_of_the_database(self, client, django_assert_num_queries):
        client.get("/catalogue/")
        with django_assert_num_queries(0):
            assert client.get("/catalogue/").status_code == 200

    def test_pages_carry_no_token_and_set_no_cookie(self, client):
        page = client.get("/catalogue/")
        assert b"csrfmiddlewaretoken" not in page.content
        assert not client.cookies

    def test_each_language_has_its_own(self, client):
        assert b'lang="en"' in client.get("/catalogue/").content
        assert b'lang="ar"' in client.get("/ar/catalogue/").content
        assert client.get("/ar/catalogue/")["Content-Language"] == "ar"

    def test_the_security_headers_stand_on_kept_pages_too(self, client):
        client.get("/catalogue/")
        kept = client.get("/catalogue/")
        assert kept["Content-Security-Policy"]
        assert kept["X-Frame-Options"] == "DENY"
        assert kept["X-Content-Type-Options"] == "nosniff"

    def test_a_hit_takes_less_than_a_third_of_a_millisecond(self, client):
        """Of the middleware alone, and generous: a busy machine must not fail the gate."""
        from time import process_time

        client.get("/catalogue/")
        middleware = PublicPageMiddleware(lambda request: pytest.fail("not kept"))
        request = client.get("/catalogue/").wsgi_request
        request.META["HTTP_ACCEPT_ENCODING"] = "gzip"
        start = process_time()
        for _ in range(200):
            middleware(request)
        assert (process_time() - start) / 200 < 0.003


def test_one_request_asks_for_the_versions_once(monkeypatch):
    asked = []
    real = page_cache.versions
    monkeypatch.setattr(page_cache, "versions", lambda tags: asked.append(set(tags)) or real(tags))
    with page_cache.one_request():
        for key in ("first", "second"):
            with page_cache.one_request():
                page_cache.remembered(key, tags=["menu"], build=lambda: 1)
    assert len(asked) == 1
    page_cache.remembered("first", tags=["menu"], build=lambda: 1)
    assert len(asked) == 2
