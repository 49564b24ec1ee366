from modeltranslation.translator import TranslationOptions, register
from oscar.core.loading import get_model


@register(get_model("partner", "Partner"))
class PartnerTranslation(TranslationOptions):
    fields = ("tagline", "story")
