"""The site, its languages, and a home page in each with pictures ready to be served."""

import json
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.contrib.sites.models import Site as DjangoSite
from django.core.files.images import ImageFile
from wagtail.models import Collection, Locale, Page, Site

from cms.models import HomePage, ShopImage
from cms.pictures import make_renditions

from .words import words

HERO_TITLE = "Coffee ceremony"


def prepare_site() -> None:
    """Root, languages, home pages, and the site under the shop's address."""
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.LANGUAGES}
    home = _default_home(root, locales[settings.LANGUAGE_CODE])
    for code, locale in locales.items():
        if code != settings.LANGUAGE_CODE:
            _translated_home(home, locale)
    _point_site_at(home)


def _default_home(root: Page, locale: Locale) -> HomePage:
    home = HomePage.objects.filter(locale=locale, depth=2).first()
    if home is None:
        _make_way(root)
        home = HomePage(slug="home", locale=locale, **_content(locale.language_code))
        root.add_child(instance=home)
        home.save_revision().publish()
    return home


def _make_way(root: Page) -> None:
    """Wagtail's own first page holds the address that the home page wants; it goes once the site has left it."""
    Page.objects.child_of(root).filter(slug="home").exclude(pk__in=HomePage.objects.values("pk")).update(
        slug=f"old-{uuid4().hex[:8]}"
    )


def _translated_home(home: HomePage, locale: Locale) -> None:
    if home.get_translation_or_none(locale):
        return
    page = home.copy_for_translation(locale)
    page.slug = f"home-{locale.language_code}"
    for name, value in _content(locale.language_code).items():
        setattr(page, name, value)
    page.save_revision().publish()


def _content(language: str) -> dict[str, Any]:
    said = words(language)["home"]
    return {
        "title": said["title"],
        "seo_title": said["seo_title"],
        "search_description": said["search_description"],
        "body": json.dumps([{"type": kind, "value": value, "id": str(uuid4())} for kind, value in _sections(said)]),
    }


def _sections(said: dict[str, Any]) -> list[tuple[str, Any]]:
    hero = said["hero"]
    picture = {"image": hero_picture().pk, "decorative": False, "alt_text": hero["alt"]}
    return [
        ("hero", {
            "eyebrow": hero["eyebrow"], "promise": hero["promise"], "text": hero["text"], "layout": "over",
            "action": {"label": hero["action"], "address": "/catalogue/"}, "picture": picture,
        }),
        ("categories", {"title": said["categories"], "tiles": []}),
        ("products", _row(said, "new", number=8)),
        ("seller", {"title": said["seller"]}),
        ("products", _row(said, "sale", address="/search/?on_sale=1")),
        ("products", _row(said, "popular")),
        ("banners", None),
        ("products", _row(said, "featured")),
        ("guarantees", None),
        ("text", said["text"]),
    ]  # fmt: skip


def _row(said: dict[str, Any], rule: str, *, number: int = 4, address: str = "/catalogue/") -> dict[str, Any]:
    more = {"label": said["more"], "address": address}
    return {"title": said[rule], "rule": rule, "number": number, "products": [], "more": more}


def hero_picture() -> ShopImage:
    """The picture of the home page, drawn once, with its copies ready."""
    image = ShopImage.objects.filter(title=HERO_TITLE).first()
    if image is None:
        alt = words(settings.LANGUAGE_CODE)["home"]["hero"]["alt"]
        image = ShopImage.objects.create(title=HERO_TITLE, description=alt, file=ImageFile(_drawing(), name="home.jpg"))
        make_renditions(image=image)
    return image


def _drawing() -> BytesIO:
    from marketplace.sample.pictures.scenes import draw_hero

    target = BytesIO()
    draw_hero().convert("RGB").save(target, format="JPEG", quality=92, optimize=True)
    target.seek(0)
    return target


def _point_site_at(home: HomePage) -> None:
    address = urlsplit(settings.SHOP_BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    wanted = {"hostname": address.hostname, "port": port, "root_page": home.page_ptr, "site_name": settings.SHOP_NAME}
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if site.pk and HomePage.objects.filter(pk=site.root_page_id).exists():
        wanted.pop("root_page")
    old = site.root_page if site.pk else None
    if _differs(site, wanted):
        site.save()
    if old and not HomePage.objects.filter(pk=old.pk).exists() and old.specific_class is Page and not old.numchild:
        old.delete()
    DjangoSite.objects.update_or_create(
        pk=settings.SITE_ID, defaults={"domain": address.netloc, "name": settings.SHOP_NAME}
    )


def _differs(instance: Any, wanted: dict[str, Any]) -> bool:
    """Write these values into the instance and say whether anything is new."""
    changed = [name for name, value in wanted.items() if not instance.pk or getattr(instance, name) != value]
    for name in changed:
        setattr(instance, name, wanted[name])
    return bool(changed)
