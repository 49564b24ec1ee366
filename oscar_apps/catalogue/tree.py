"""The category tree as plain values, kept in the process until a category changes.

Menus, breadcrumbs, chips and addresses read it on every page; it costs one query after each change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, override
from modeltranslation.utils import build_localized_fieldname
from oscar.core.loading import get_model

from marketplace.page_cache import remembered

#: Treebeard's path grows by this many letters a level.
STEP = 4


@dataclass(slots=True)
class Node:
    """One public category in one language. `url` is its address, `image` the path of its picture in the media store."""

    id: int
    path: str
    name: str
    slug: str
    url: str
    num_products: int
    image: str
    in_menu: bool
    #: {"color": [families], "size": [sizes]} of its goods and those below.
    choices: dict[str, list[str]]
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """This category and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def line(self) -> list[Node]:
        """From the top category down to this one."""
        return [*(self.parent.line() if self.parent else ()), self]


@dataclass(frozen=True, slots=True)
class Tree:
    roots: tuple[Node, ...]
    by_id: dict[int, Node]

    def get(self, pk: int) -> Node | None:
        return self.by_id.get(pk)

    def choices(self) -> dict[str, list[str]]:
        """The colours and sizes of all goods."""
        return {
            name: sorted({value for root in self.roots for value in root.choices.get(name, ())})
            for name in ("color", "size")
        }

    def ids_below(self, pk: int) -> list[int]:
        """Numbers of a category and everything under it."""
        node = self.by_id.get(pk)
        return [each.id for each in node.walk()] if node else []


def untranslated(model: type[Model]) -> QuerySet[Any]:
    """Rows of a translated model without modeltranslation's rewriting: for reads that name their columns themselves.

    Its own querysets give the columns of `values_list` in no certain order, which breaks unions, and cost more.
    """
    return QuerySet(model)


def category_tree(language: str = "") -> Tree:
    """The public categories in a language, the active one by default; never changed by whoever reads it."""
    language = language or get_language() or settings.LANGUAGE_CODE
    trees = remembered("category-trees", tags=["menu"], build=_build_all)
    return trees.get(language) or trees[settings.LANGUAGE_CODE]


def language_urls(pk: int) -> dict[str, str]:
    """Address of a category in every language."""
    nodes = ((code, category_tree(code).get(pk)) for code, _name in settings.LANGUAGES)
    return {code: node.url for code, node in nodes if node}


def _build_all() -> dict[str, Tree]:
    """The tree in every language, from one query."""
    rows = _rows()
    trees = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            trees[code] = _build(rows, code, reverse("catalogue:index"))
    return trees


def _rows() -> list[dict[str, Any]]:
    columns = [
        build_localized_fieldname(field, code) for field in ("name", "slug") for code, _name in settings.LANGUAGES
    ]
    rows = untranslated(get_model("catalogue", "Category")).filter(is_public=True).order_by("path")
    return list(rows.values("id", "path", "num_products", "choices", "image", "exclude_from_menu", *columns))


def _build(rows: list[dict[str, Any]], language: str, base: str) -> Tree:
    by_path: dict[str, Node] = {}
    roots = []
    for row in rows:
        parent = by_path.get(row["path"][:-STEP])
        if parent is None and len(row["path"]) > STEP:
            continue  # below a category that is not public
        node = _node(row, parent, language, base)
        by_path[node.path] = node
        (parent.children if parent else roots).append(node)
    return Tree(tuple(roots), {node.id: node for node in by_path.values()})


def _words(row: dict[str, Any], field: str, language: str) -> str:
    wanted, fallback = (build_localized_fieldname(field, code) for code in (language, settings.LANGUAGE_CODE))
    return row[wanted] or row[fallback] or ""


def _node(row: dict[str, Any], parent: Node | None, language: str, base: str) -> Node:
    slug = _words(row, "slug", language) or "category"
    own = f"{parent.slug}/{slug}" if parent else slug
    return Node(
        id=row["id"],
        path=row["path"],
        name=_words(row, "name", language),
        slug=own,
        url=f"{base}category/{own}_{row['id']}/",
        num_products=row["num_products"],
        image=row["image"] or "",
        in_menu=not row["exclude_from_menu"] and (parent.in_menu if parent else True),
        choices=row["choices"],
        parent=parent,
    )
