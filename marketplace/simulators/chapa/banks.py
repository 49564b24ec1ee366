"""Where money can be sent, a part of Chapa's list. The numbers are Chapa's own."""

from typing import Any

WHEN = "2023-01-24T04:28:30.000000Z"
#: (id, slug, name, swift, digits of an account, is mobile money)
BANKS = [
    (130, "abay_bank", "Abay Bank", "ABAYETAA", 16, False),
    (772, "addis_int_bank", "Addis International Bank", "ABSCETAA", 15, False),
    (656, "awash_bank", "Awash Bank", "AWINETAA", 14, False),
    (347, "boa_bank", "Bank of Abyssinia", "ABYSETAA", 8, False),
    (128, "cbebirr", "CBEBirr", "CBETETAA", 10, True),
    (946, "cbe_bank", "Commercial Bank of Ethiopia (CBE)", "CBETETAA", 13, False),
    (893, "coopay", "Coopay-Ebirr", "CBORETAA", 10, True),
    (880, "dashen_bank", "Dashen Bank", "DASHETAA", 13, False),
    (266, "mpesa", "M-Pesa", "MPESAETA", 10, True),
    (855, "telebirr", "telebirr", "TELEETAA", 10, True),
    (472, "wegagen_bank", "Wegagen Bank", "WEGAETAA", 13, False),
    (687, "zemen_bank", "Zemen Bank", "ZEMEETAA", 16, False),
]


def as_listed(bank: tuple[int, str, str, str, int, bool]) -> dict[str, Any]:
    number, slug, name, swift, digits, mobile = bank
    return {
        "id": number,
        "slug": slug,
        "swift": swift,
        "name": name,
        "acct_length": digits,
        "country_id": 1,
        "is_mobilemoney": 1 if mobile else None,
        "is_active": 1,
        "is_rtgs": None if mobile else 1,
        "active": 1,
        "is_24hrs": 1 if mobile else None,
        "created_at": WHEN,
        "updated_at": WHEN,
        "currency": "ETB",
    }


def bank_name(number: Any) -> str | None:
    return next((bank[2] for bank in BANKS if str(bank[0]) == str(number)), None)
