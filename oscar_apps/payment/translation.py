from modeltranslation.translator import TranslationOptions, register

from .models import GatewayOption


@register(GatewayOption)
class GatewayOptionTranslation(TranslationOptions):
    fields = ("name", "description")
