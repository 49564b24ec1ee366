"""docs/adr/0001: marketplace imports all, wings import the core, the core imports neither; tools import nobody."""

import pytest

from .sources import ROOT, Import, imports_of, module_of, name_of, python_files

TOOLBOXES = (
    "marketplace.api.errors",
    "marketplace.api.pagination",
    "marketplace.api.permissions",
    "marketplace.api.throttling",
    "marketplace.api.idempotency",
    "marketplace.outbox",
    "marketplace.audit",
)
# Leaves beside the first list, under the same rule: they import no app of ours.
FURTHER_TOOLBOXES = (
    "marketplace.api.models",  # the idempotency keys' table
    "marketplace.backoffice",
    "marketplace.celery",
    "marketplace.page_cache",
    "marketplace.prepared",
    "marketplace.templatetags",
    "marketplace.ticker",
)
OURS = ("marketplace", "oscar_apps", "vendors", "cms")


def is_in(target: str, package: str) -> bool:
    return target == package or target.startswith(package + ".")


def room_of(module: str) -> str:
    return module.split(".")[0]


def is_toolbox(target: str) -> bool:
    return any(is_in(target, toolbox) for toolbox in TOOLBOXES + FURTHER_TOOLBOXES)


def complaint_about(importer: str, found: Import) -> str:
    """Empty when the arrow runs the right way, else which rule it breaks."""
    target, room = found.target, room_of(importer)
    if room_of(target) not in OURS or (is_toolbox(importer) and is_in(target, toolbox_of(importer))):
        return ""
    if is_toolbox(importer):
        return "" if is_toolbox(target) else "a toolbox imports no app of ours"
    if room == "marketplace":
        return ""
    if room_of(target) == "marketplace":
        return "" if is_toolbox(target) else "nobody imports the roof"
    if room == "oscar_apps":
        return "the core knows no wing" if room_of(target) in {"vendors", "cms"} else ""
    if room == "vendors":
        return "the wings do not know each other" if room_of(target) == "cms" else ""
    if room == "cms" and room_of(target) == "vendors":
        return "" if is_in(target, "vendors.selectors") else "cms may use vendors.selectors only"
    return ""


def toolbox_of(module: str) -> str:
    return next(toolbox for toolbox in TOOLBOXES + FURTHER_TOOLBOXES if is_in(module, toolbox))


def test_no_import_runs_against_the_direction():
    wrong = [
        f"{name_of(path)}:{found.line} imports {found.target}: {complaint}"
        for path in python_files(migrations=True)
        for found in imports_of(path)
        if (complaint := complaint_about(module_of(path), found))
    ]
    assert not wrong, "\n".join(wrong)


def test_every_room_was_read():
    rooms = {room_of(module_of(path)) for path in python_files()}
    assert rooms == set(OURS)


@pytest.mark.parametrize(
    ("importer", "target", "allowed"),
    [
        ("oscar_apps.order.models", "vendors.models.Vendor", False),
        ("oscar_apps.order.models", "cms.models", False),
        ("oscar_apps.order.services", "oscar_apps.partner.services", True),
        ("oscar_apps.order.services", "marketplace.outbox.services.publish", True),
        ("oscar_apps.order.services", "marketplace.context.shop", False),
        ("oscar_apps.order.services", "marketplace.outboxes", False),
        ("vendors.services", "oscar_apps.partner.winning", True),
        ("vendors.services", "cms.models", False),
        ("cms.blocks.commerce", "vendors.selectors.for_user", True),
        ("cms.blocks.commerce", "vendors.models", False),
        ("marketplace.urls", "vendors.portal.urls", True),
        ("marketplace.outbox.services", "oscar_apps.order.models", False),
        ("marketplace.outbox.services", "marketplace.context", False),
        ("marketplace.outbox.services", "marketplace.outbox.models", True),
        ("cms.models", "django.db.models", True),
    ],
)
def test_the_rules_judge_these_imports(importer, target, allowed):
    assert (complaint_about(importer, Import(target, 1)) == "") is allowed


def test_relative_imports_are_followed(tmp_path, monkeypatch):
    from . import sources

    monkeypatch.setattr(sources, "ROOT", tmp_path)
    file = tmp_path / "oscar_apps" / "order" / "utils.py"
    file.parent.mkdir(parents=True)
    file.write_text("from ...vendors import models\nfrom . import x\nfrom .y import z\n")
    assert [found.target for found in imports_of(file)] == [
        "vendors.models",
        "oscar_apps.order.x",
        "oscar_apps.order.y.z",
    ]


def test_rooms_stand_where_the_rules_look():
    assert all((ROOT / room / "__init__.py").exists() for room in OURS)
