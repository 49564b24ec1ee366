from modeltranslation.translator import TranslationOptions, register

from .models import PartnerShippingMethod


@register(PartnerShippingMethod)
class PartnerShippingMethodTranslation(TranslationOptions):
    fields = ("name",)
