"""Words of the hosted page in the two languages it speaks. They are the provider's, so not in the shop's catalogues."""

from django.http import HttpRequest

LANGUAGES = {"en": "English", "am": "አማርኛ"}

ENGLISH = {
    "title": "Complete your payment",
    "pay_to": "Payment to",
    "amount": "Amount",
    "reference": "Reference",
    "email": "E-mail",
    "how": "How would you like to pay?",
    "telebirr": "telebirr",
    "cbebirr": "CBE Birr",
    "mpesa": "M-Pesa",
    "bank": "Bank account",
    "card": "Card",
    "phone": "Phone number",
    "phone_hint": "09 or 07 and eight more digits. You confirm with your PIN on the phone.",
    "which_bank": "Bank",
    "account": "Account number",
    "card_number": "Card number",
    "expiry": "Expiry",
    "cvv": "CVV",
    "pay": "Pay",
    "cancel": "Cancel the payment",
    "secure": "Secured by Chapa",
    "declined": "The payment was declined: insufficient balance. Nothing was taken. Try again or choose another way.",
    "phone_wrong": "Enter a phone number that begins with 09 or 07 and has ten digits.",
    "choose": "Choose how to pay.",
    "waiting": "Check your phone",
    "waiting_text": "We sent a request to your phone. Confirm it with your PIN; this page goes on by itself.",
    "back": "Back to the shop without waiting",
    "over_success": "Paid",
    "over_success_text": "The shop has your payment. You can close this page.",
    "over_cancelled": "Cancelled",
    "over_cancelled_text": "Nothing was taken. The shop can open a new payment for you.",
    "over_other": "This payment is closed",
    "to_shop": "Back to the shop",
    "not_found": "This payment page does not exist",
    "not_found_text": "The link is incomplete or very old. Go back to the shop and start again.",
}
AMHARIC = {
    "title": "ክፍያዎን ያጠናቅቁ",
    "pay_to": "ክፍያ ለ",
    "amount": "መጠን",
    "reference": "መለያ ቁጥር",
    "email": "ኢሜይል",
    "how": "እንዴት መክፈል ይፈልጋሉ?",
    "telebirr": "ቴሌብር",
    "cbebirr": "ሲቢኢ ብር",
    "mpesa": "ኤም-ፔሳ",
    "bank": "የባንክ ሒሳብ",
    "card": "ካርድ",
    "phone": "ስልክ ቁጥር",
    "phone_hint": "በ09 ወይም በ07 የሚጀምር ባለ አሥር አኃዝ። በስልክዎ ላይ በሚስጥር ቁጥርዎ ያረጋግጣሉ።",
    "which_bank": "ባንክ",
    "account": "የሒሳብ ቁጥር",
    "card_number": "የካርድ ቁጥር",
    "expiry": "የሚያበቃበት ቀን",
    "cvv": "CVV",
    "pay": "ይክፈሉ",
    "cancel": "ክፍያውን ይሰርዙ",
    "secure": "በቻፓ የተጠበቀ",
    "declined": "ክፍያው አልተሳካም፤ በቂ ቀሪ ሒሳብ የለም። ምንም አልተወሰደም። እንደገና ይሞክሩ ወይም ሌላ መንገድ ይምረጡ።",
    "phone_wrong": "በ09 ወይም በ07 የሚጀምር ባለ አሥር አኃዝ ስልክ ቁጥር ያስገቡ።",
    "choose": "የክፍያ መንገድ ይምረጡ።",
    "waiting": "ስልክዎን ይመልከቱ",
    "waiting_text": "ወደ ስልክዎ ጥያቄ ልከናል። በሚስጥር ቁጥርዎ ያረጋግጡ፤ ይህ ገጽ በራሱ ይቀጥላል።",
    "back": "ሳይጠብቁ ወደ ሱቁ ይመለሱ",
    "over_success": "ተከፍሏል",
    "over_success_text": "ክፍያዎ ለሱቁ ደርሷል። ይህን ገጽ መዝጋት ይችላሉ።",
    "over_cancelled": "ተሰርዟል",
    "over_cancelled_text": "ምንም አልተወሰደም። ሱቁ አዲስ ክፍያ ሊከፍትልዎ ይችላል።",
    "over_other": "ይህ ክፍያ ተዘግቷል",
    "to_shop": "ወደ ሱቁ ይመለሱ",
    "not_found": "ይህ የክፍያ ገጽ የለም",
    "not_found_text": "አድራሻው ያልተሟላ ወይም በጣም የቆየ ነው። ወደ ሱቁ ተመልሰው እንደገና ይጀምሩ።",
}
WORDS = {"en": ENGLISH, "am": AMHARIC}


def language_of(request: HttpRequest) -> str:
    """As chosen on the page, else by the first language of the browser that is spoken here."""
    chosen = request.GET.get("lang", "")
    if chosen in LANGUAGES:
        return chosen
    wished = (part.split(";")[0].strip()[:2] for part in request.headers.get("Accept-Language", "").split(","))
    return next((code for code in wished if code in LANGUAGES), "en")


def words_of(code: str) -> dict[str, str]:
    return WORDS[code]
