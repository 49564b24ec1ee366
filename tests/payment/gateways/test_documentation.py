"""`docs/payments.md` says what the code does: its tables of variables and of Stripe's events are read here."""

import re

import pytest
from django.conf import settings

from oscar_apps.payment.gateways.base import EventKind
from oscar_apps.payment.gateways.registry import KNOWN
from oscar_apps.payment.gateways.stripe import CHARGEBACK_EVENTS, PAYMENT_EVENTS, REFUND_EVENTS
from tests.architecture.sources import ROOT

TEXT = (ROOT / "docs" / "payments.md").read_text(encoding="utf-8").split("## Switching on the real providers")[1]
ROWS = re.findall(r"^\| `([^`]+)` \| ([^|]+) \|(?: ([^|]*)\|)?$", TEXT, re.MULTILINE)
VARIABLES = {name: default.strip().strip("`") for name, _words, default in ROWS if name.isupper()}
EVENTS = {name: kind.strip() for name, kind, _none in ROWS if "." in name}


def test_stripes_events_are_those_that_move_something():
    wanted = (
        (PAYMENT_EVENTS, EventKind.PAYMENT),
        (REFUND_EVENTS, EventKind.REFUND),
        (CHARGEBACK_EVENTS, EventKind.CHARGEBACK),
    )
    assert {name: kind.value for names, kind in wanted for name in names} == EVENTS


@pytest.mark.parametrize("name", VARIABLES)
def test_each_variable_is_read_and_stands_in_the_example(name):
    assert hasattr(settings, name)
    assert re.search(rf"^#?{name}=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", [name for name, default in VARIABLES.items() if default.isdigit()])
def test_numbers_are_the_settings_own(name):
    assert float(VARIABLES[name]) == float(getattr(settings, name))


def test_every_gateway_is_named():
    assert all(f"`{code}`" in TEXT for code in KNOWN)
