"""Products, brands and categories by the thousand, for feeds and benchmarks: a constant number of statements a chunk.

What single screens do is `services`' job. Here nothing is published for each row: who imports says once what changed
(`offer.updated` with all ids), and brings counts and the search index in line at the end.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from django.conf import settings
from django.db import models, transaction
from modeltranslation.utils import build_localized_fieldname
from oscar.core.loading import get_model
from oscar.core.utils import slugify

from .models import Brand, Category, Product, ProductClass
from .slugs import LONGEST, slug_fields
from .tree import STEP

#: Names from the top category down.
CategoryPath = tuple[str, ...]
BATCH = 1000


class Slugs:
    """The slugs of a model that are taken; kept in memory, so that a new one costs no query."""

    def __init__(self, model: type[models.Model], *, column: str = "slug") -> None:
        self._columns = tuple(slug_fields(model).values()) if column == "slug" else (column,)
        used = model._default_manager.order_by().values_list(*dict.fromkeys(self._columns)).iterator(chunk_size=5000)
        self._taken: set[str] = {slug for slug in chain.from_iterable(used) if slug}
        self._next: dict[str, int] = defaultdict(lambda: 2)

    def new(self, words: str, *, fallback: str, longest: int = LONGEST) -> str:
        """A slug in Latin letters made of these words that no row has in any language."""
        base = slugify(words)[:longest].strip("-") or fallback
        slug = base
        while slug in self._taken:
            slug = f"{base}-{self._next[base]}"
            self._next[base] += 1
        self._taken.add(slug)
        return slug

    def give(self, instance: Any, words: str) -> None:
        """Set one new slug in every language of an unsaved row."""
        slug = self.new(words, fallback=str(instance._meta.model_name))
        for column in self._columns:
            setattr(instance, column, slug)


def default_column(field: str) -> str:
    """The column of a translated field in the shop's main language."""
    return build_localized_fieldname(field, settings.LANGUAGE_CODE)


def create_brands(names: Iterable[str], *, slugs: Slugs) -> dict[str, int]:
    """Brands by name in any case, made where they are missing: casefolded name -> id."""
    wanted = {name.casefold(): name for name in names}
    found = {name.casefold(): pk for name, pk in Brand.objects.order_by("-pk").values_list("name", "pk")}
    rows = [Brand(name=name) for key, name in wanted.items() if key not in found]
    for row in rows:
        slugs.give(row, row.name)
    found.update((row.name.casefold(), row.pk) for row in Brand.objects.bulk_create(rows, batch_size=BATCH))
    return found


def category_code(path: CategoryPath) -> str:
    """What identifies a category of a feed: its names from the top, in any case."""
    told = " > ".join(part.casefold() for part in path)
    return f"feed-{hashlib.blake2b(told.encode(), digest_size=12).hexdigest()}"


def create_categories(paths: Iterable[CategoryPath], *, product_type: ProductClass, slugs: Slugs) -> dict[str, int]:
    """The categories of these paths and all above them, made where they are missing: code -> id."""
    with transaction.atomic():
        tree = _Tree()
        wanted = {path[:depth] for path in paths for depth in range(1, len(path) + 1)}
        for names in sorted(wanted, key=lambda names: (len(names), names)):
            tree.add(names, product_type=product_type, slugs=slugs)
        return tree.save()


class _Tree:
    """Treebeard's numbers for many new nodes at once; one statement writes them all."""

    def __init__(self) -> None:
        rows = Category.objects.select_for_update().order_by("path")
        self.paths: dict[str, str] = {}
        self.children: dict[str, int] = defaultdict(int)
        self.last: dict[str, int] = defaultdict(int)
        self.new: list[Category] = []
        self.grown: set[str] = set()
        for code, path in rows.values_list("code", "path"):
            self.paths[code] = path
            self._count(path)

    def _count(self, path: str) -> None:
        parent = path[:-STEP]
        self.children[parent] += 1
        self.last[parent] = max(self.last[parent], Category._str2int(path[-STEP:]))

    def add(self, names: CategoryPath, *, product_type: ProductClass, slugs: Slugs) -> None:
        code = category_code(names)
        if code in self.paths:
            return
        above = self.paths[category_code(names[:-1])] if len(names) > 1 else ""
        path = Category._get_path(above, len(names), self.last[above] + 1)
        row = Category(code=code, path=path, depth=len(names), product_type=product_type)
        setattr(row, default_column("name"), names[-1])
        slugs.give(row, names[-1])
        self.paths[code] = path
        self._count(path)
        self.new.append(row)
        self.grown.add(above)

    def save(self) -> dict[str, int]:
        for row in self.new:
            row.numchild = self.children[row.path]
        Category.objects.bulk_create(self.new, batch_size=BATCH)
        made = {row.path for row in self.new}
        for path in self.grown - made - {""}:
            Category.objects.filter(path=path).update(numchild=self.children[path])
        return dict(Category.objects.exclude(code=None).values_list("code", "pk"))


def create_products(products: Sequence[Product], *, slugs: Slugs) -> None:
    """Insert these unsaved products, each with one slug in every language. Their offers come afterwards."""
    for product in products:
        slugs.give(product, getattr(product, default_column("title")))
    Product.objects.bulk_create(products, batch_size=BATCH)


def put_into_categories(categories: Mapping[int, int]) -> int:
    """Product id -> category id: products that stand elsewhere are moved. Returns how many changed."""
    links = get_model("catalogue", "ProductCategory")
    present: dict[int, set[int]] = defaultdict(set)
    for product_id, category_id in links.objects.filter(product_id__in=categories).values_list(
        "product_id", "category_id"
    ):
        present[product_id].add(category_id)
    moved = {pk: category for pk, category in categories.items() if category not in present[pk]}
    links.objects.filter(product_id__in=[pk for pk in moved if present[pk]]).delete()
    rows = [links(product_id=pk, category_id=category) for pk, category in moved.items()]
    links.objects.bulk_create(rows, batch_size=BATCH)
    return len(moved)
