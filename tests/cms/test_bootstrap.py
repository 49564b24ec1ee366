"""`bootstrap_site` brings a market about, and changes nothing the second time."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.sites.models import Site as DjangoSite
from django.core.management import call_command
from oscar.core.loading import get_model
from wagtail.models import Locale, Page, Site

from cms.models import Footer, HomePage, ShopImage
from marketplace.bootstrap.countries import load_countries
from marketplace.bootstrap.words import words

pytestmark = pytest.mark.django_db

WATCHED = ("wagtailcore", "cms", "auth", "address", "catalogue", "sites")


def everything():
    """Every row of the apps it writes to."""
    models = [model for label in WATCHED for model in apps.get_app_config(label).get_models() if model._meta.managed]
    return {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in models}


def test_it_runs_twice_and_changes_nothing(market):
    before = everything()
    call_command("bootstrap_site", verbosity=0)
    after = everything()
    changed = [label for label in before if before[label] != after[label]]
    assert not changed


def test_what_an_operator_wrote_stays(market):
    home = HomePage.objects.get(locale__language_code="am")
    home.title = "ቤት"
    home.save_revision().publish()
    Footer.objects.update(text="Ours")
    get_model("catalogue", "TaxClass").objects.filter(code="standard").update(rate=Decimal(12))
    get_model("address", "Country").objects.filter(pk="FR").update(is_shipping_country=False)
    call_command("bootstrap_site", verbosity=0)
    assert HomePage.objects.get(locale__language_code="am").title == "ቤት"
    assert set(Footer.objects.values_list("text", flat=True)) == {"Ours"}
    assert get_model("catalogue", "TaxClass").objects.get(code="standard").rate == Decimal(12)
    assert not get_model("address", "Country").objects.get(pk="FR").is_shipping_country


def test_there_is_a_published_home_in_every_language(market):
    assert set(Locale.objects.values_list("language_code", flat=True)) == {"en", "am", "sw", "fr", "ar"}
    homes = HomePage.objects.live()
    assert homes.count() == 5
    assert len({home.translation_key for home in homes}) == 1
    assert {home.locale.language_code: home.url for home in homes} == {
        "en": "/", "am": "/am/", "sw": "/sw/", "fr": "/fr/", "ar": "/ar/",
    }  # fmt: skip


@pytest.mark.parametrize("url", ["https://market.example", "http://localhost:8123"])
def test_the_site_stands_under_the_shops_address(market, settings, url):
    settings.SHOP_BASE_URL = url
    call_command("bootstrap_site", verbosity=0)
    site = Site.objects.get()
    assert site.root_url == url
    assert DjangoSite.objects.get().domain == url.split("//")[1]


def test_wagtails_first_page_makes_way(db, monkeypatch):
    from PIL import Image

    from marketplace.sample.pictures import scenes

    monkeypatch.setattr(scenes, "draw_hero", lambda: Image.new("RGB", (800, 450)))
    root = Page.get_first_root_node()
    welcome = root.add_child(instance=Page(title="Welcome to your new Wagtail site!", slug="home"))
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)
    call_command("bootstrap_site", verbosity=0)
    assert not Page.objects.filter(pk=welcome.pk).exists()
    assert HomePage.objects.get(locale__language_code="en").slug == "home"


def test_the_picture_is_ready_before_anybody_asks(market):
    image = ShopImage.objects.get()
    assert image.renditions.filter(filter_spec="width-960|format-webp").exists()
    assert image.description == words("en")["home"]["hero"]["alt"]


def test_countries_have_names_and_the_home_country_stands_first(db):
    countries = get_model("address", "Country").objects
    countries.all().delete()
    load_countries()
    assert countries.count() > 240
    assert countries.order_by("-display_order").first().pk == "ET"
    assert countries.get(pk="TZ").printable_name == "Tanzania"
    assert not countries.filter(pk__in=["EU", "UN", "ZZ"]).exists()


def test_taxes(market):
    rates = dict(get_model("catalogue", "TaxClass").objects.values_list("code", "rate"))
    assert rates == {"standard": Decimal(15), "zero": Decimal(0)}
    assert get_model("catalogue", "TaxClass").objects.get(is_default=True).code == "standard"


@pytest.mark.parametrize(
    ("group", "permission", "has"),
    [
        ("admin", "catalogue.change_product", True),
        ("admin", "order.view_order", True),
        ("admin", "vendors.change_vendor", True),
        ("admin", "cms.change_banner", True),
        ("editor", "cms.change_banner", True),
        ("editor", "wagtailadmin.access_admin", True),
        ("editor", "catalogue.change_product", False),
        ("editor", "order.view_order", False),
        ("seller", "wagtailadmin.access_admin", False),
        ("customer", "wagtailadmin.access_admin", False),
        ("All Oscar Dashboard Permissions", "catalogue.change_product", True),
    ],
)
def test_groups_may_do_their_work(market, group, permission, has):
    app, codename = permission.split(".")
    found = Group.objects.get(name=group).permissions.filter(content_type__app_label=app, codename=codename)
    assert found.exists() is has


def test_editors_may_publish_pages_and_choose_pictures(market):
    editor = Group.objects.get(name="editor")
    pages = set(editor.page_permissions.values_list("permission__codename", flat=True))
    library = set(editor.collection_permissions.values_list("permission__codename", flat=True))
    assert {"add_page", "change_page", "publish_page"} <= pages
    assert {"add_image", "choose_image"} <= library


def shape(value):
    """The structure of words without the words."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    return [shape(each) for each in value] if isinstance(value, list) else "text"


@pytest.mark.parametrize("code", ["am", "sw", "fr", "ar"])
def test_every_language_says_the_same_things(code):
    assert shape(words(code)) == shape(words("en"))
    assert words(code)["home"]["hero"]["promise"] != words("en")["home"]["hero"]["promise"]
