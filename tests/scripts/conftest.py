"""The tools in scripts/ are programs, not a package: they are imported as Python finds them beside each other."""

import importlib
import sys

import pytest

from tests.architecture.sources import ROOT


@pytest.fixture
def script(monkeypatch):
    """A fresh copy of one tool as a module."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))

    def load(name: str):
        for loaded in ("demo", "environment", "messages", "services", "chromium"):
            monkeypatch.delitem(sys.modules, loaded, raising=False)
        return importlib.import_module(name)

    return load
