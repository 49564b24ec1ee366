"""The measurements, in order."""

import os
from collections.abc import Sequence

from . import ceilings, database, placing, server
from .client import load
from .figures import Figure
from .visits import Goods, GuestCheckout, Look

REDIS = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")


def everything(*, parts: Sequence[str], sizes: Sequence[int], base: str, seconds: float) -> list[Figure]:
    """The chosen parts; pages once for each size of catalogue."""
    figures: list[Figure] = []
    if "ceilings" in parts:
        figures += measure_ceilings(seconds=seconds)
    if "placing" in parts:
        figures.append(placing.measure())
    if "checkout" in parts:
        figures.append(measure_checkout(seconds=seconds))
    if "pages" in parts:
        for size in sizes:
            figures += measure_pages(url=database.ensure(size=size, base=base), size=size, seconds=seconds)
    return figures


def _environment(url: str, **more: str) -> dict[str, str]:
    return {"DATABASE_URL": url, "REDIS_URL": REDIS, "DJANGO_SETTINGS_MODULE": "tests.bench.settings", **more}


def measure_ceilings(*, seconds: float) -> list[Figure]:
    url = os.environ["DATABASE_URL"]
    with server.running(environment=_environment(url)) as port:
        bare = load(name="ceiling: bare view", visit=Look(("/bench/bare/",)), port=port, seconds=seconds)
        orm = load(name="ceiling: 24 rows through the ORM", visit=Look(("/bench/orm/",)), port=port, seconds=seconds)
    alone = ceilings.pgbench(url=url)
    return [bare, orm, *([alone] if alone else [])]


def measure_checkout(*, seconds: float) -> Figure:
    """The whole guest checkout; the rate is of checkouts, five requests each."""
    from .market import refresh_statistics

    goods = _goods()
    refresh_statistics()
    with server.running(environment=_environment(os.environ["DATABASE_URL"])) as port:
        visit = GuestCheckout(goods)
        # Product pages are kept for anonymous visitors; a shop that has been open for a minute has them.
        load(name="warm", visit=Look(tuple(item.path for item in goods)), port=port, clients=2, seconds=6)
        load(name="warm", visit=visit, port=port, clients=4, seconds=2)
        return load(name="guest checkout, 5 requests", visit=visit, port=port, seconds=max(seconds, 15))


def _goods() -> tuple[Goods, ...]:
    from decimal import Decimal

    from .market import make_offers

    return tuple(
        Goods(offer.product.get_absolute_url(), offer.product_id, offer.pk, str(offer.price + Decimal("50.00")))
        for offer in make_offers()
    )


def measure_pages(*, url: str, size: int, seconds: float) -> list[Figure]:
    """Home, category and product for anonymous visitors, from the whole-page cache and without it."""
    pages = _paths(url)
    figures = []
    for kept, setting in (("cached", "900"), ("uncached", "0")):
        with server.running(environment=_environment(url, PUBLIC_PAGE_CACHE_SECONDS=setting)) as port:
            for page, paths in pages.items():
                visit = Look(paths[:20] if kept == "cached" else paths)
                load(name="warm", visit=visit, port=port, clients=2, seconds=1.5)
                name = f"{page}, {size:,} products, {kept}"
                figures.append(load(name=name, visit=visit, port=port, seconds=seconds))
    return figures


def _paths(url: str) -> dict[str, tuple[str, ...]]:
    """Addresses to open, read from the database that is measured."""
    import psycopg2

    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT slug_en, p.id FROM catalogue_product p JOIN partner_winningoffer w ON w.product_id = p.id "
            "WHERE w.is_listed ORDER BY p.id LIMIT 500"
        )
        products = tuple(f"/catalogue/{slug}_{pk}/" for slug, pk in cursor.fetchall())
    return {"home": ("/",), "category": _category_paths(url), "product": products}


def _category_paths(url: str) -> tuple[str, ...]:
    import psycopg2

    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT slug_en, path, id FROM catalogue_category WHERE num_products > 0 "
            "ORDER BY num_products DESC LIMIT 40"
        )
        rows = cursor.fetchall()
        cursor.execute("SELECT path, slug_en FROM catalogue_category")
        slugs = dict(cursor.fetchall())
    return tuple(f"/catalogue/category/{_full_slug(path, slugs)}_{pk}/" for _, path, pk in rows)


def _full_slug(path: str, slugs: dict[str, str]) -> str:
    steps = [path[:end] for end in range(4, len(path) + 1, 4)]
    return "/".join(slugs[step] for step in steps)
