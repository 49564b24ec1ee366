from typing import Any, ClassVar
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from requests import ReadTimeout, RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from .base import SentSms, SmsError, SmsGateway, SmsRefused, SmsUnclear

#: Twilio answers a number it will not write to with this; 401 and 403 are about our account, 429 about our pace.
BAD_REQUEST = 400


class HttpClient(TwilioHttpClient):
    """Twilio's client with a timeout, which it lacks by default, and perhaps another host (a proxy, a look-alike)."""

    def __init__(self, *, timeout: float, base_url: str = "") -> None:
        super().__init__(timeout=timeout)
        self.base_url = base_url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        return super().request(method, self._address(url), *args, **kwargs)

    def _address(self, url: str) -> str:
        if not self.base_url:
            return url
        base, wanted = urlsplit(self.base_url), urlsplit(url)
        path = base.path.rstrip("/") + wanted.path
        return urlunsplit((base.scheme, base.netloc, path, wanted.query, ""))


class TwilioGateway(SmsGateway):
    """Twilio Programmable Messaging by its official client. It has no idempotency key: each call sends a message."""

    code: ClassVar[str] = "twilio"

    def __init__(self, *, account_sid: str, auth_token: str, sender: str, timeout: float, base_url: str = "") -> None:
        if not (account_sid and auth_token and sender):
            raise ImproperlyConfigured("Twilio needs TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_PHONE_NUMBER.")
        http_client = HttpClient(timeout=timeout, base_url=base_url)
        self._client = Client(account_sid, auth_token, http_client=http_client)
        self._sender = sender

    @classmethod
    def from_settings(cls) -> "TwilioGateway":
        return cls(
            account_sid=settings.TWILIO_ACCOUNT_SID,
            auth_token=settings.TWILIO_AUTH_TOKEN,
            sender=settings.TWILIO_PHONE_NUMBER,
            timeout=settings.TWILIO_TIMEOUT_SECONDS,
            base_url=settings.TWILIO_BASE_URL,
        )

    def send(self, *, to: str, body: str) -> SentSms:
        try:
            message = self._client.messages.create(to=to, from_=self._sender, body=body)
        except TwilioRestException as error:
            kind = SmsRefused if error.status == BAD_REQUEST else SmsError
            raise kind(f"Twilio {error.status}/{error.code}: {error.msg}") from error
        except ReadTimeout as error:
            raise SmsUnclear(f"Twilio: {type(error).__name__}: {error}") from error
        except (TwilioException, RequestException, ValueError) as error:
            raise SmsError(f"Twilio: {type(error).__name__}: {error}") from error
        return SentSms(reference=message.sid or "")
