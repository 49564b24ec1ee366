import logging
from typing import ClassVar

from .base import SentSms, SmsGateway

logger = logging.getLogger(__name__)


class ConsoleGateway(SmsGateway):
    """Writes messages into the log: development and the demo, where no provider is switched on."""

    code: ClassVar[str] = "console"

    def send(self, *, to: str, body: str) -> SentSms:
        logger.info("SMS to %s: %s", to, body)
        return SentSms()
