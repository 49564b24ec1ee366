import uuid

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from phonenumber_field.modelfields import PhoneNumberField

from .managers import UserManager


class User(AbstractBaseUser, PermissionsMixin):
    """A person, who signs in by e-mail or by confirmed phone and may have only one of the two."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("E-mail address"), unique=True, null=True, blank=True)
    phone = PhoneNumberField(_("Phone"), null=True, blank=True)
    phone_confirmed_at = models.DateTimeField(_("Phone confirmed"), null=True, blank=True, editable=False)
    username = models.CharField(_("User name"), max_length=150, unique=True, null=True, blank=True)
    first_name = models.CharField(_("First name"), max_length=150, blank=True)
    last_name = models.CharField(_("Last name"), max_length=150, blank=True)
    preferred_language = models.CharField(_("Language"), max_length=10, blank=True)
    is_staff = models.BooleanField(_("May enter the back office"), default=False)
    is_active = models.BooleanField(pgettext_lazy("person", "Active"), default=True)
    date_joined = models.DateTimeField(_("Joined"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("Person")
        verbose_name_plural = _("People")
        ordering = ["-date_joined"]
        constraints = [
            models.UniqueConstraint(
                fields=["phone"],
                condition=models.Q(phone_confirmed_at__isnull=False),
                name="user_one_account_per_confirmed_phone",
            ),
            models.CheckConstraint(
                condition=models.Q(email__isnull=False) | models.Q(phone__isnull=False) | models.Q(is_active=False),
                name="user_has_email_or_phone",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email or str(self.phone or self.pk)

    def clean(self) -> None:
        super().clean()
        self.email = UserManager.normalize(self.email)
        if not self.email and not self.phone:
            raise ValidationError(_("Give an e-mail address or a phone number."))

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name
