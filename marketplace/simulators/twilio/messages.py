"""Twilio's messages: taken, sent and delivered a moment later, kept for the inbox page."""

import re
from typing import Any
from urllib.parse import urlencode

from ..jobs import handles, later
from ..store import Document, get_store
from ..webhooks import send
from ..wire import now, token

KIND = "twilio.message"
E164 = re.compile(r"\+[1-9]\d{6,14}")
LONGEST_BODY = 1600
STEP_SECONDS = 0.5
#: One SMS holds this many characters, alone and as a part; the second row is for anything but plain Latin.
PLAIN, WIDE = (160, 153), (70, 67)
GSM = re.compile(r"[\x20-\x7e\n\r£¥èéùìòÇØøÅåÆæßÉ¤¡ÄÖÑÜ§¿äöñüà€]*")

#: Twilio's test numbers, as receiver and as sender.
BAD_TO = {
    "+15005550001": (21211, "Invalid 'To' Phone Number: {}"),
    "+15005550002": (21612, "The 'To' phone number: {}, is not currently reachable using the 'From' phone number"),
    "+15005550003": (21408, "Permission to send an SMS has not been enabled for the region indicated by {}"),
    "+15005550004": (21610, "Attempt to send to unsubscribed recipient {}"),
    "+15005550009": (21614, "'To' number: {}, is not a valid mobile number"),
}
BAD_FROM = {
    "+15005550001": (21212, "Invalid 'From' Number: {}"),
    "+15005550007": (21606, "The From phone number {} is not a valid, SMS-capable phone number for your account"),
    "+15005550008": (21611, "This 'From' number {} has exceeded the maximum number of queued messages"),
}


class TwilioError(Exception):
    """Answered as `{"code", "message", "more_info", "status"}`."""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status

    def as_answer(self) -> dict[str, Any]:
        more = f"https://www.twilio.com/docs/errors/{self.code}"
        return {"code": self.code, "message": self.message, "more_info": more, "status": self.status}


def segments(body: str) -> int:
    alone, part = PLAIN if GSM.fullmatch(body) else WIDE
    return 1 if len(body) <= alone else -(-len(body) // part)


def create(form: dict[str, Any], *, account: str) -> Document:
    """Take a message. Raises `TwilioError`."""
    to, sender, body = (str(form.get(name) or "") for name in ("To", "From", "Body"))
    _check(to, sender or str(form.get("MessagingServiceSid") or ""), body)
    written = now().strftime("%a, %d %b %Y %H:%M:%S +0000")
    message: Document = {
        "sid": "SM" + token(32),
        "account_sid": account,
        "api_version": "2010-04-01",
        "body": body,
        "date_created": written,
        "date_sent": None,
        "date_updated": written,
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": sender or None,
        "messaging_service_sid": form.get("MessagingServiceSid") or None,
        "num_media": "0",
        "num_segments": str(segments(body)),
        "price": None,
        "price_unit": "USD",
        "status": "queued",
        "to": to,
        "_callback": form.get("StatusCallback") or None,
        "_at": now().isoformat(timespec="seconds"),
    }
    get_store().put(KIND, message["sid"], message)
    later("twilio.message", seconds=STEP_SECONDS, sid=message["sid"], status="sent")
    return message


def _check(to: str, sender: str, body: str) -> None:
    for value, code, name in ((to, 21604, "To"), (sender, 21603, "From"), (body, 21602, "Message body")):
        if not value:
            raise TwilioError(code, f"A '{name}' is required." if name != "Message body" else f"{name} is required.")
    if len(body) > LONGEST_BODY:
        raise TwilioError(21617, f"The concatenated message body exceeds the {LONGEST_BODY} character limit")
    for number, bad in ((to, BAD_TO), (sender, BAD_FROM)):
        if number in bad:
            code, message = bad[number]
            raise TwilioError(code, message.format(number))
    if not E164.fullmatch(to):
        raise TwilioError(21211, f"Invalid 'To' Phone Number: {to}")


def shown(message: Document, *, version: str = "2010-04-01") -> Document:
    public = {name: value for name, value in message.items() if not name.startswith("_")}
    address = f"/{version}/Accounts/{message['account_sid']}/Messages/{message['sid']}"
    return public | {"uri": f"{address}.json", "subresource_uris": {"media": f"{address}/Media.json"}}


@handles("twilio.message")
def move_on(*, sid: str, status: str) -> None:
    """queued, sent, delivered; the shop hears of each where it asked to."""
    store = get_store()
    message = store.get(KIND, sid)
    if message is None:
        return
    message |= {"status": status, "date_sent": now().strftime("%a, %d %b %Y %H:%M:%S +0000")}
    store.put(KIND, sid, message)
    if message["_callback"]:
        _call_back(message)
    if status == "sent":
        later("twilio.message", seconds=STEP_SECONDS, sid=sid, status="delivered")


def _call_back(message: Document) -> None:
    form = {
        "AccountSid": message["account_sid"],
        "ApiVersion": message["api_version"],
        "From": message["from"] or "",
        "MessageSid": message["sid"],
        "MessageStatus": message["status"],
        "SmsSid": message["sid"],
        "SmsStatus": message["status"],
        "To": message["to"],
    }
    send(
        provider="twilio",
        event=f"message {message['status']}",
        about=message["to"],
        url=message["_callback"],
        body=urlencode(form),
        content_type="application/x-www-form-urlencoded",
    )
