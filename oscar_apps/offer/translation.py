from modeltranslation.translator import TranslationOptions, register
from oscar.core.loading import get_model


@register(get_model("offer", "ConditionalOffer"))
class ConditionalOfferTranslation(TranslationOptions):
    fields = ("name", "description")
