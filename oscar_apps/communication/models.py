from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Message(models.Model):
    """One message to one person over one channel; the key makes a repeated event send nothing twice."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        SMS = "sms", _("SMS")

    class Status(models.TextChoices):
        #: Handed to the provider, whose answer is not written down yet.
        SENDING = "sending", pgettext_lazy("message", "Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", pgettext_lazy("message", "Failed")
        #: Perhaps sent, perhaps not: an operator looks at the provider's log before anybody gets it twice.
        UNCLEAR = "unclear", pgettext_lazy("message", "Unclear")

    #: For example "order.placed:<event id>:email:buyer".
    key = models.CharField(max_length=200, unique=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.SENDING)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="messages"
    )
    recipient = models.CharField(max_length=254)
    language = models.CharField(max_length=10, blank=True)
    subject = models.CharField(max_length=255, blank=True)
    body = models.TextField()
    html = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    #: While it is being sent: when the sender counts as crashed. After a failure: when it is tried again.
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    provider_reference = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "communication"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["status", "id"], name="message_status"),
            models.Index(
                fields=["next_attempt_at"], name="message_due", condition=models.Q(next_attempt_at__isnull=False)
            ),
        ]
        verbose_name = _("Message")
        verbose_name_plural = _("Messages")

    def __str__(self) -> str:
        return f"{self.channel} {self.recipient}: {self.subject}"


from oscar.apps.communication.models import *
