"""Sending: once for a key, in the recipient's language, tried again when a provider fails."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from oscar_apps.communication import rendering, services
from oscar_apps.communication.models import Message
from oscar_apps.communication.rendering import render, supported
from oscar_apps.communication.services import MAX_ATTEMPTS, retry_after, retry_failed_messages, send_message, send_text
from oscar_apps.communication.sms.base import SmsRefused, SmsUnclear
from oscar_apps.communication.transports import Refused
from oscar_apps.communication.utils import Dispatcher
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def greeting(settings, tmp_path):
    """Two small templates, so that these tests do not depend on the words of the shop."""
    (tmp_path / "email").mkdir()
    (tmp_path / "sms").mkdir()
    (tmp_path / "email" / "hello.subject.txt").write_text("{% autoescape off %}Hello {{ name }}\n{% endautoescape %}")
    (tmp_path / "email" / "hello.txt").write_text(
        "{% autoescape off %}\n\n\nDear {{ name }},  \n\n\n\n{{ shop_name }} in {{ LANGUAGE_CODE }}{% endautoescape %}"
    )
    (tmp_path / "email" / "hello.html").write_text("<p>Dear {{ name }}</p>")
    (tmp_path / "sms" / "hello.txt").write_text(
        "{% autoescape off %}Hello {{ name }},\n {{ amount }}{% endautoescape %}",
        encoding="utf-8",
    )
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]


def hello(key: str = "hello:1", channel: str = "email", recipient: str = "sara@example.com", **extra):
    context = {"name": "Sara & Co", "amount": "ETB\u00a01,240.00"}
    fields = {"template": "hello", "context": context, "language": "en", **extra}
    return send_message(key=key, channel=channel, recipient=recipient, **fields)


def make_due() -> None:
    Message.objects.exclude(next_attempt_at=None).update(next_attempt_at=timezone.now() - timedelta(seconds=1))


@pytest.fixture
def broken_mail(monkeypatch):
    """A mail server that is away until the list is emptied."""
    problems = [ConnectionRefusedError("No mail server")]
    sending = EmailBackend.send_messages

    def send(self, messages):
        if problems:
            raise problems[0]
        return sending(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    return problems


def test_an_email_has_subject_text_and_html():
    message = hello()
    (sent,) = mail.outbox
    assert sent.to == ["sara@example.com"]
    assert sent.subject == "Hello Sara & Co"
    assert sent.body == "Dear Sara & Co,\n\nMerkato in\n"
    assert sent.alternatives[0][0] == "<p>Dear Sara &amp; Co</p>"
    assert sent.alternatives[0][1] == "text/html"
    assert (message.status, message.attempts, message.error) == ("sent", 1, "")
    assert message.sent_at
    assert message.provider_reference == sent.extra_headers["Message-ID"]


def test_a_second_call_with_the_same_key_sends_nothing():
    assert hello() == hello()
    assert len(mail.outbox) == 1
    assert Message.objects.count() == 1


def test_every_attempt_has_the_same_message_id_and_each_message_its_own(broken_mail):
    first = hello("hello:1")
    broken_mail.clear()
    make_due()
    retry_failed_messages()
    hello("hello:2")
    ids = [sent.extra_headers["Message-ID"] for sent in mail.outbox]
    first.refresh_from_db()
    assert ids[0] == first.provider_reference
    assert ids[0] != ids[1]


def test_an_sms_is_one_line_without_typographic_spaces(sms_outbox):
    hello(channel="sms", recipient="+251911234567")
    assert [(text.to, text.body) for text in sms_outbox] == [("+251911234567", "Hello Sara & Co, ETB 1,240.00")]


def test_a_failure_is_recorded_and_not_raised(broken_mail):
    message = hello()
    assert (message.status, message.error) == ("failed", "ConnectionRefusedError: No mail server")
    assert message.next_attempt_at > timezone.now()
    assert retry_failed_messages() == 0


def test_a_failed_message_is_sent_when_its_time_comes(broken_mail):
    hello()
    broken_mail.clear()
    make_due()
    assert retry_failed_messages() == 1
    message = Message.objects.get()
    assert (message.status, message.attempts, message.error, message.next_attempt_at) == ("sent", 2, "", None)
    assert len(mail.outbox) == 1
    make_due()
    assert retry_failed_messages() == 0


def test_a_message_is_given_up_after_many_attempts(broken_mail):
    hello()
    for _ in range(MAX_ATTEMPTS + 3):
        make_due()
        retry_failed_messages()
    message = Message.objects.get()
    assert (message.status, message.attempts, message.next_attempt_at) == ("failed", MAX_ATTEMPTS, None)


def test_a_refused_recipient_is_not_tried_again(monkeypatch):
    def refuse(self, *, to, body):
        raise SmsRefused("No such number")

    monkeypatch.setattr("oscar_apps.communication.sms.memory.MemoryGateway.send", refuse)
    message = hello(channel="sms", recipient="+251900000000")
    assert (message.status, message.next_attempt_at) == ("failed", None)
    assert message.error == "Refused: No such number"


def test_a_message_whose_sender_crashed_is_sent_later(monkeypatch):
    def crash(message):
        raise SystemExit

    monkeypatch.setattr(services, "transmit", crash)
    with pytest.raises(SystemExit):
        hello()
    monkeypatch.undo()
    assert Message.objects.get().status == "sending"
    assert retry_failed_messages() == 0, "its sender may still be at it"
    make_due()
    assert retry_failed_messages() == 1
    assert Message.objects.get().status == "sent"


class TestAnSmsWhoseSenderCrashed:
    """A phone rings for each SMS: nothing is sent twice without somebody having looked."""

    @pytest.fixture
    def crashed(self, monkeypatch, sms_outbox):
        sent = services.transmit

        def crash(message):
            sent(message)
            raise SystemExit

        monkeypatch.setattr(services, "transmit", crash)
        with pytest.raises(SystemExit):
            hello(channel="sms", recipient="+251911234567")
        monkeypatch.setattr(services, "transmit", sent)
        make_due()
        return Message.objects.get()

    def test_it_waits_for_an_operator(self, crashed, sms_outbox):
        assert (retry_failed_messages(), len(sms_outbox)) == (0, 1)
        crashed.refresh_from_db()
        assert (crashed.status, crashed.next_attempt_at) == ("unclear", None)
        make_due()
        assert (retry_failed_messages(), len(sms_outbox)) == (0, 1)

    def test_the_event_that_comes_again_sends_nothing(self, crashed, sms_outbox):
        retry_failed_messages()
        hello(channel="sms", recipient="+251911234567")
        assert len(sms_outbox) == 1

    def test_it_was_sent_after_all(self, crashed, sms_outbox):
        retry_failed_messages()
        call_command("unclear_messages", was_sent=crashed.key)
        assert Message.objects.get().status == "sent"
        assert len(sms_outbox) == 1

    def test_it_was_not_and_goes_out_now(self, crashed, sms_outbox):
        retry_failed_messages()
        call_command("unclear_messages", send_again=crashed.key)
        assert Message.objects.get().status == "sent"
        assert len(sms_outbox) == 2

    def test_the_operator_sees_which_they_are(self, crashed, capsys):
        retry_failed_messages()
        call_command("unclear_messages")
        assert crashed.key in capsys.readouterr().out
        with pytest.raises(CommandError):
            call_command("unclear_messages", send_again="another")


def test_a_provider_that_does_not_answer_in_time_may_have_sent_it(monkeypatch):
    def slow(self, *, to, body):
        raise SmsUnclear("No answer in 10 seconds")

    monkeypatch.setattr("oscar_apps.communication.sms.memory.MemoryGateway.send", slow)
    message = hello(channel="sms", recipient="+251911234567")
    assert (message.status, message.next_attempt_at) == ("unclear", None)


def test_it_is_written_down_before_the_provider_hears_of_it(monkeypatch):
    seen = []
    monkeypatch.setattr(services, "transmit", lambda message: seen.append(Message.objects.get().status) or "")
    hello()
    assert seen == ["sending"]


def test_two_workers_do_not_send_the_same_message(broken_mail):
    hello()
    make_due()
    mine, theirs = Message.objects.get(), Message.objects.get()
    assert services._take(mine)
    assert not services._take(theirs)


def test_waits_double_up_to_two_hours():
    waits = [retry_after(attempts=attempts).total_seconds() / 60 for attempts in (1, 2, 3, 7, 8, 400)]
    assert waits == [1, 2, 4, 64, 120, 120]


@pytest.mark.parametrize(
    ("asked", "spoken"), [("am", "am"), ("fr-CA", "fr"), ("en-GB", "en"), ("de", "en"), ("", "en"), ("am-x", "am")]
)
def test_the_shop_answers_in_a_language_it_speaks(asked, spoken):
    assert supported(asked) == spoken


def test_the_recipients_language_counts_and_not_the_senders(settings, tmp_path):
    (tmp_path / "sms" / "hello.txt").write_text("{% get_current_language as code %}{{ code }}")
    with translation.override("fr"):
        assert render(channel="sms", template="hello", context={}, language="am").body == "am"
        assert translation.get_language() == "fr"


def test_a_text_may_come_ready_made(sms_outbox):
    send_text(key="code:1", recipient="+251911234567", body="Your code is 1234")
    send_text(key="code:1", recipient="+251911234567", body="Your code is 1234")
    assert [text.body for text in sms_outbox] == ["Your code is 1234"]


def test_oscars_dispatcher_sends_text_messages(sms_outbox):
    user = make_user(phone="+251911234567")
    messages = {"subject": "", "body": "", "html": "", "sms": "Your jebena is back"}
    Dispatcher().dispatch_user_messages(user, messages)
    assert [(text.to, text.body) for text in sms_outbox] == [("+251911234567", "Your jebena is back")]
    assert Message.objects.get().user == user


def test_a_person_without_phone_gets_no_text(sms_outbox):
    assert Dispatcher().send_text_message(make_user(), "Your jebena is back") is None
    assert sms_outbox == []


def test_refused_is_about_the_recipient_only():
    assert not issubclass(Refused, OSError)
    assert rendering._one_line(" a \n b ") == "a b"
