from dataclasses import dataclass
from typing import ClassVar

from .base import SentSms, SmsGateway


@dataclass(frozen=True)
class Text:
    to: str
    body: str


#: What this process has sent, oldest first, as `django.core.mail.outbox` is for e-mail.
outbox: list[Text] = []


class MemoryGateway(SmsGateway):
    """Keeps messages in a list of this process."""

    code: ClassVar[str] = "memory"

    def send(self, *, to: str, body: str) -> SentSms:
        outbox.append(Text(to=to, body=body))
        return SentSms(reference=f"memory-{len(outbox)}")
