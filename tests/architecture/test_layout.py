"""Names, lengths and habits that keep the house readable."""

import ast
import re
from pathlib import Path

import pytest

from .sources import ROOMS, ROOT, functions_of, name_of, python_files, tree_of

FORBIDDEN_TOP = {
    "utils",
    "common",
    "core",
    "helpers",
    "services",
    "users",
    "orders",
    "payments",
    "products",
    "notifications",
}
ALLOWED_TOP = {*ROOMS, "tests", "scripts", "docs", "deploy", "locale"}
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
# The settings read the environment; everything else asks the settings. Entry points name the settings module.
ENVIRONMENT_READERS = {"marketplace/asgi.py", "marketplace/wsgi.py", "marketplace/celery.py"}
TEST_LIMIT_FILES = ("tests", "scripts")


def ours_and_tests() -> list[Path]:
    return python_files(rooms=(*ROOMS, *TEST_LIMIT_FILES))


def committed_folders() -> set[str]:
    return {path.name for path in ROOT.iterdir() if path.is_dir() and (path / "__init__.py").exists()}


def test_no_forbidden_or_unknown_top_level_package():
    packages = committed_folders()
    assert not packages & FORBIDDEN_TOP
    assert packages <= ALLOWED_TOP


@pytest.mark.parametrize("path", ours_and_tests(), ids=name_of)
def test_file_is_short(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines < LONGEST_FILE, f"{lines} lines"


def test_every_function_is_short():
    long = [
        f"{name_of(found.path)}:{found.line} {found.name}: {found.length} lines"
        for path in ours_and_tests()
        for found in functions_of(path)
        if found.length > LONGEST_FUNCTION
    ]
    assert not long, "\n".join(long)


def test_no_file_but_init_is_empty():
    empty = [name_of(p) for p in ours_and_tests() if p.name != "__init__.py" and not p.read_text().strip()]
    assert not empty


def test_nothing_uses_default_app_config():
    assert not [name_of(path) for path in python_files() if "default_app_config" in path.read_text()]


def test_only_the_settings_read_the_environment():
    readers = [
        name_of(path)
        for path in python_files()
        if "settings" not in path.parts
        and name_of(path) not in ENVIRONMENT_READERS
        and re.search(r"os\.(environ|getenv)|\bgetenv\(", path.read_text())
    ]
    assert not readers


def swallowed(path: Path) -> list[str]:
    """`except: pass` of everything: the failure that nobody ever hears about."""
    found = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ExceptHandler) and is_broad(node.type) and is_silent(node.body):
            found.append(f"{name_of(path)}:{node.lineno}")
    return found


def is_broad(kind: ast.expr | None) -> bool:
    return kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"})


def is_silent(body: list[ast.stmt]) -> bool:
    return all(isinstance(node, ast.Pass | ast.Continue | ast.Expr) for node in body) and not any(
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) for node in body
    )


def test_no_exception_is_swallowed():
    found = [place for path in python_files() for place in swallowed(path)]
    assert not found


def calls_named(tree: ast.AST, name: str) -> list[ast.Call]:
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [node for node in calls if isinstance(node.func, ast.Attribute) and node.func.attr == name]


def delays_in(path: Path) -> list[int]:
    """Lines of `.delay(` and `.apply_async(` that are not wrapped for after the commit."""
    tree = tree_of(path)
    deferred = {id(inner) for call in calls_named(tree, "on_commit") for inner in ast.walk(call)}
    found = [*calls_named(tree, "delay"), *calls_named(tree, "apply_async")]
    return [node.lineno for node in found if id(node) not in deferred]


# The outbox sends to the broker after the commit, by design; nobody else sends.
SENDERS = {"marketplace/outbox", "marketplace/ticker"}


def test_tasks_are_sent_by_the_outbox_alone():
    found = [
        f"{name_of(path)}:{line}"
        for path in python_files()
        if not any(name_of(path).startswith(sender) for sender in SENDERS)
        for line in delays_in(path)
    ]
    assert not found


SERVICE_FILES = re.compile(r"(^|/)(services|selectors)(/|\.py$|_)")


def takes_http_request(node: ast.FunctionDef) -> bool:
    """A parameter that is an HTTP request by its type, or by its name where it has none."""
    arguments = [*node.args.args, *node.args.kwonlyargs]
    kinds = {arg.arg: ast.unparse(arg.annotation) if arg.annotation else "" for arg in arguments}
    return any("HttpRequest" in kind for kind in kinds.values()) or kinds.get("request", "typed") in {"", "Any"}


def test_services_never_see_an_http_request():
    found = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in python_files()
        if re.search(r"(^|/)services(/|\.py$|_)", name_of(path))
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef) and takes_http_request(node)
    ]
    assert not found


MOST_POSITIONAL = 2  # publish(name, payload); anything longer is read wrongly at the call


def test_public_services_and_selectors_name_their_arguments():
    found = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in python_files()
        if SERVICE_FILES.search(name_of(path))
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and len(node.args.args) > MOST_POSITIONAL
    ]
    assert not found


# Facts go through services and the outbox. What may still hear of a saved row, and why:
POST_SAVE = {
    "oscar_apps/catalogue": "forgets a process's memory of tax classes",
    "oscar_apps/offer/receivers.py": "forgets the remembered list of offers",
    "cms/receivers.py": "editors save in Wagtail's own views, which call no service of ours",
    "marketplace/page_cache.py": "ends cached pages",
}


def test_no_receiver_of_post_save_holds_logic():
    found = [
        name_of(path)
        for path in python_files()
        if "post_save" in path.read_text() and not name_of(path).startswith(tuple(POST_SAVE))
    ]
    assert not found
