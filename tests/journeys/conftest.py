"""The journeys pay at the provider of the payment tests."""

from tests.payment.conftest import provider  # noqa: F401 - a fixture
