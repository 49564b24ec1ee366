from typing import Any

from django.contrib.auth.models import BaseUserManager
from django.db.models import Q
from phonenumber_field.phonenumber import to_python


class UserManager(BaseUserManager):
    """People are found by e-mail (any case), by confirmed phone, or by user name."""

    use_in_migrations = True

    def _create(self, email: str | None, password: str | None, **extra: Any):
        user = self.model(email=self.normalize(email), **extra)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    @staticmethod
    def normalize(email: str | None) -> str | None:
        """The whole address in lower case, or None: one mailbox is one account."""
        return email.strip().lower() if email else None

    def create_user(self, email: str | None = None, password: str | None = None, **extra: Any):
        """Make a person with an e-mail address, a phone, or both.

        Raises `ValidationError` when neither is given or one is taken.
        """
        extra.setdefault("is_staff", False)
        extra.setdefault("is_superuser", False)
        return self._create(email, password, **extra)

    def create_superuser(self, email: str | None = None, password: str | None = None, **extra: Any):
        extra.update(is_staff=True, is_superuser=True)
        return self._create(email, password, **extra)

    def get_by_natural_key(self, identifier: str):
        return self.get(self._identified_by(identifier))

    def find(self, identifier: str):
        """The person with this e-mail, confirmed phone or user name, or None."""
        return self.filter(self._identified_by(identifier)).first()

    @staticmethod
    def _identified_by(identifier: str) -> Q:
        value = identifier.strip()
        if "@" in value:
            return Q(email=value.lower())
        query = Q(username=value)
        phone = to_python(value)
        if phone and phone.is_valid():
            query |= Q(phone=phone.as_e164, phone_confirmed_at__isnull=False)
        return query
