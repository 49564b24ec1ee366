"""A fork of an Oscar app or template exists because it changes something."""

import ast
import importlib.util
from pathlib import Path

import oscar
import pytest

from .sources import ROOT, name_of, python_files, templates, tree_of

OSCAR = Path(oscar.__file__).parent
OSCAR_TEMPLATES = OSCAR / "templates" / "oscar"
OUR_OVERRIDES = ROOT / "marketplace" / "templates" / "oscar"
# What `oscar_fork_app` writes by itself; a room with nothing more is an empty fork.
BOILERPLATE = {"__init__.py", "apps.py", "admin.py", "models.py"}


def rooms() -> list[Path]:
    return sorted(path.parent for path in (ROOT / "oscar_apps").rglob("apps.py"))


def own_statements(path: Path) -> int:
    """Classes, functions and assignments that the file adds to what it takes over from Oscar."""
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.Assign, ast.AnnAssign)
    return sum(isinstance(node, kinds) for node in tree_of(path).body)


def changes_something(room: Path) -> bool:
    extra = [path for path in room.rglob("*.py") if path.name not in BOILERPLATE and "migrations" not in path.parts]
    if any(tree_of(path).body for path in extra):
        return True
    if any((room / name).exists() and own_statements(room / name) for name in ("models.py", "admin.py")):
        return True
    return len(tree_of(room / "apps.py").body) > 0 and overrides_a_method(room / "apps.py")


def overrides_a_method(path: Path) -> bool:
    classes = [node for node in tree_of(path).body if isinstance(node, ast.ClassDef)]
    return any(isinstance(node, ast.FunctionDef) for cls in classes for node in cls.body)


@pytest.mark.parametrize("room", rooms(), ids=lambda path: path.name)
def test_no_fork_is_empty(room):
    assert changes_something(room), f"{name_of(room)} changes nothing: use Oscar's own app"


def test_the_forks_are_oscars_apps_and_the_user():
    names = {path.name for path in rooms()}
    oscars = {path.parent.name for path in (OSCAR / "apps").rglob("apps.py")}
    assert names <= oscars | {"user", "questions", "returns", "two_factor"}


def squeezed(path: Path) -> str:
    return " ".join(path.read_text(encoding="utf-8").split())


def test_no_template_is_an_unchanged_copy_of_oscars():
    copies = [
        name_of(path)
        for path in templates()
        if path.is_relative_to(OUR_OVERRIDES)
        and (theirs := OSCAR_TEMPLATES / path.relative_to(OUR_OVERRIDES)).exists()
        and squeezed(theirs) == squeezed(path)
    ]
    assert not copies


def bodies(path: Path) -> set[str]:
    """Every class and long function of a file, without its formatting."""
    found = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    kinds = (ast.ClassDef, ast.FunctionDef)
    return {ast.dump(node) for node in found if isinstance(node, kinds) and node.end_lineno - node.lineno > 7}


def test_no_view_or_model_is_an_unchanged_copy_of_oscars():
    copied = []
    for path in python_files(rooms=("oscar_apps",)):
        spec = importlib.util.find_spec("oscar.apps")
        theirs = Path(next(iter(spec.submodule_search_locations))) / path.relative_to(ROOT / "oscar_apps")
        for source in (theirs, theirs.with_name(f"abstract_{theirs.name}")):
            if source.exists() and bodies(path) & bodies(source):
                copied.append(name_of(path))
    assert not copied
