"""Our source files and what they import, read from their syntax trees; nothing is executed."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("marketplace", "oscar_apps", "vendors", "cms")


def python_files(*, migrations: bool = False, rooms: tuple[str, ...] = ROOMS) -> list[Path]:
    """Our modules, sorted; migrations only when asked for."""
    found = (path for room in rooms for path in (ROOT / room).rglob("*.py"))
    return sorted(path for path in found if migrations or "migrations" not in path.parts)


def templates() -> list[Path]:
    """Every template that pages or messages are made of."""
    return sorted(path for path in (ROOT / "marketplace" / "templates").rglob("*") if path.suffix in {".html", ".txt"})


def name_of(path: Path) -> str:
    """`oscar_apps/order/models.py`, for messages."""
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path) -> str:
    """`oscar_apps.order.models`; a package's own name for its `__init__`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@dataclass(frozen=True)
class Import:
    """One imported module or name, absolute, and the line that asks for it."""

    target: str
    line: int


def imports_of(path: Path) -> Iterator[Import]:
    """Every import in the file, those inside functions included, and Oscar's lazy `get_class("app.module", ...)`."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(path, node)
            yield from (Import(f"{base}.{alias.name}", node.lineno) for alias in node.names)


def _absolute(path: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = list(path.relative_to(ROOT).parts[:-1])
    base = package[: len(package) - (node.level - 1)]
    return ".".join([*base, node.module] if node.module else base)


@dataclass(frozen=True)
class Function:
    """A function or method with its place and length in lines."""

    path: Path
    name: str
    line: int
    length: int


def functions_of(path: Path) -> Iterator[Function]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Function(path, node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1)
