"""What every SMS gateway does, and how it says that it could not."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar


class SmsError(Exception):
    """It was not sent now but may be later: no connection, a busy provider, wrong credentials."""


class SmsUnclear(SmsError):
    """It may have been sent: the provider got it and did not answer in time."""


class SmsRefused(SmsError):
    """It will never be sent: the number does not exist or does not want messages."""


@dataclass(frozen=True)
class SentSms:
    """The provider has taken it. `reference` is the provider's id of it, empty where there is none."""

    reference: str = ""


class SmsGateway(ABC):
    """One way to send text messages. Made for each use from the settings; holds no state that matters."""

    #: Its name in the setting SMS_GATEWAY.
    code: ClassVar[str]

    @abstractmethod
    def send(self, *, to: str, body: str) -> SentSms:
        """Send `body` to a phone number in E.164. Called by the relay or a worker, never in a request's transaction.

        Returns once the provider has taken it, within its own timeout. Raises `SmsRefused` if trying again is no use,
        `SmsUnclear` if the provider may have taken it, and `SmsError` for everything else; must not raise anything
        else, and must not retry by itself.
        """
