from modeltranslation.translator import TranslationOptions, register

from .models import PartnerShippingMethod, ShippingZone


@register(PartnerShippingMethod)
class PartnerShippingMethodTranslation(TranslationOptions):
    fields = ("name", "pickup_address")


@register(ShippingZone)
class ShippingZoneTranslation(TranslationOptions):
    fields = ("name",)
