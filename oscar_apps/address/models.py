from oscar.apps.address.abstract_models import AbstractUserAddress

from .fields import PlaceFields


class UserAddress(PlaceFields, AbstractUserAddress):
    """An address in a person's address book."""

    #: What makes two entries the same place.
    hash_fields = [*AbstractUserAddress.hash_fields, "region_code", "sub_city", "woreda", "kebele", "landmark"]

    class Meta(AbstractUserAddress.Meta):
        unique_together = ()


from oscar.apps.address.models import *
