"""Who may post without a token: our own pages, by what the browser says."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from oscar_apps.basket.origin import same_origin_required


@same_origin_required
def view(request):
    return HttpResponse("done")


def answer(method="post", **headers):
    return getattr(RequestFactory(), method)("/", headers=headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"origin": "http://testserver"},
        {"referer": "http://testserver/catalogue/jebena_1/"},
        {"sec-fetch-site": "same-origin", "origin": "http://testserver"},
        {"origin": "https://trusted.example"},
    ],
)
def test_our_own_pages_may_post(headers, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://trusted.example"]
    assert view(answer(**headers)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "https://evil.example", "referer": "http://testserver/"},
        {"origin": "http://testserver.evil.example"},
        {"origin": "https://testserver"},
        {"referer": "https://evil.example/?http://testserver/"},
        {"referer": "not an address"},
        {},
    ],
)
def test_other_sites_and_the_silent_may_not(headers):
    with pytest.raises(PermissionDenied):
        view(answer(**headers))


def test_reading_is_free():
    assert view(answer("get", **{"sec-fetch-site": "cross-site"})).status_code == 200


def test_it_takes_the_place_of_the_token():
    assert view.csrf_exempt
