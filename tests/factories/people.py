from itertools import count

from django.contrib.auth import get_user_model

_numbers = count(1)


def make_user(*, email: str | None = None, password: str = "correct horse battery", **extra):
    """A customer; pass `email=None` with `phone=` for a person without e-mail."""
    if email is None and "phone" not in extra:
        email = f"person{next(_numbers)}@example.com"
    return get_user_model().objects.create_user(email=email, password=password, **extra)


def make_seller(*, vendor, role: str = "owner", **extra):
    """A person who works for `vendor` in this role."""
    from vendors.models import VendorMember

    user = make_user(**extra)
    VendorMember.objects.create(vendor=vendor, user=user, role=role)
    return user
