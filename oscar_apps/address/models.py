from oscar.apps.address.abstract_models import AbstractUserAddress

from .fields import PlaceFields


class UserAddress(PlaceFields, AbstractUserAddress):
    """An address in a person's address book."""

    base_fields = ["salutation", "line1", "line2", "line3", "landmark", "kebele", "woreda", "sub_city", "line4", "state", "postcode", "country"]

    class Meta(AbstractUserAddress.Meta):
        unique_together = ()


from oscar.apps.address.models import *  # noqa: E402,F403
