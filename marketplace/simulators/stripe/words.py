"""Words of Stripe's page. It has no Amharic, Swahili or Arabic: Stripe answers such a locale with an error."""

from django.http import HttpRequest

ENGLISH = {
    "pay_to": "Pay",
    "card": "Pay with card",
    "email": "E-mail",
    "number": "Card information",
    "name": "Name on card",
    "pay": "Pay",
    "back": "Back",
    "wrong_number": "Your card number is invalid.",
    "closed": "This page is no longer open",
    "paid": "You are all done here",
    "closed_text": "Go back to the shop and start again.",
    "paid_text": "The shop has your payment. You can close this page.",
    "to_shop": "Back to the shop",
    "authenticate": "Your bank wants to know that it is you",
    "authenticate_text": "In real life you would be asked for a code from an SMS or in your bank's app.",
    "yes": "Complete authentication",
    "no": "Fail authentication",
}
FRENCH = {
    "pay_to": "Payer",
    "card": "Payer par carte",
    "email": "E-mail",
    "number": "Informations de la carte",
    "name": "Nom du titulaire de la carte",
    "pay": "Payer",
    "back": "Retour",
    "wrong_number": "Le numéro de votre carte est incorrect.",
    "closed": "Cette page n'est plus ouverte",
    "paid": "C'est terminé",
    "closed_text": "Retournez à la boutique et recommencez.",
    "paid_text": "La boutique a reçu votre paiement. Vous pouvez fermer cette page.",
    "to_shop": "Retour à la boutique",
    "authenticate": "Votre banque veut savoir que c'est vous",
    "authenticate_text": "En réalité, un code reçu par SMS ou dans l'application de la banque vous serait demandé.",
    "yes": "Terminer l'authentification",
    "no": "Faire échouer l'authentification",
}


def words_for(request: HttpRequest, locale: str | None) -> dict[str, str]:
    """By the session's locale; "auto" and none at all mean the browser's."""
    if locale in {None, "", "auto"}:
        locale = request.headers.get("Accept-Language", "en")
    return FRENCH if str(locale).startswith("fr") else ENGLISH
