import pytest

from oscar_apps.payment import calls

from .benches import BENCHES, SECRET
from .provider import Provider


@pytest.fixture
def provider(settings, monkeypatch):
    """Chapa and Stripe both, on this machine; no pause between tries."""
    provider = Provider()
    settings.CHAPA_BASE_URL = settings.STRIPE_BASE_URL = provider.url
    settings.CHAPA_SECRET_KEY, settings.STRIPE_SECRET_KEY = "CHASECK_TEST-xyz", "sk_test_xyz"
    settings.CHAPA_WEBHOOK_SECRET = settings.STRIPE_WEBHOOK_SECRET = SECRET
    settings.PROVIDER_CONNECT_SECONDS, settings.PROVIDER_READ_SECONDS = 5, 5
    monkeypatch.setattr(calls, "PAUSE_SECONDS", 0)
    yield provider
    provider.close()


@pytest.fixture(params=BENCHES, ids=lambda bench: bench.name)
def bench(request, provider, db):
    return request.param(provider)


@pytest.fixture
def impatient(settings):
    """Nobody waits longer than a fifth of a second."""
    settings.PROVIDER_READ_SECONDS = 0.2
