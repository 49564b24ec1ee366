import pytest

from oscar_apps.communication.sms import memory
from tests.factories.checkout import make_two_sellers


@pytest.fixture
def sms_outbox():
    """Text messages that were sent, oldest first."""
    memory.outbox.clear()
    return memory.outbox


@pytest.fixture
def offers(sms_outbox):
    """Three offers of two sellers, and both boxes empty."""
    return make_two_sellers()
