"""Money from the shop to a bank account or wallet: queued at once, decided a little later."""

from typing import Any

import requests

from .. import settings
from ..jobs import handles, later
from ..options import option
from ..store import Document, get_store
from ..webhooks import hmac_hex
from ..wire import compact, moment, money, token
from . import events
from .banks import bank_name
from .refusals import Refusal

KIND, BATCH = "chapa.transfer", "chapa.batch"
#: An account that ends like this does not exist: the transfer is taken and fails later.
NO_SUCH_ACCOUNT = "0000"
MOST_IN_A_BATCH = 100
APPROVAL_SECONDS = 10


def initiate(form: dict[str, Any], *, batch: str | None = None) -> Document:
    """Queue one transfer. Raises `Refusal`; a reference is taken once."""
    missing = [name for name in ("account_number", "amount", "bank_code") if not form.get(name)]
    if missing:
        raise Refusal({name: ["validation.required"] for name in missing})
    if money(form["amount"]) is None:
        raise Refusal({"amount": ["validation.numeric"]})
    if bank_name(form["bank_code"]) is None:
        raise Refusal("The Bank Code is incorrect please check if it does exist with our getbanks endpoint.")
    if form.get("currency", "ETB") != "ETB":
        raise Refusal("Transfers are only available in ETB")
    store, reference = get_store(), str(form.get("reference") or "TR" + token(12))
    with store.lock:
        if store.get(KIND, reference):
            raise Refusal("Transfer reference has been used before")
        transfer = store.put(KIND, reference, _new_transfer(reference, form, batch))
    later("chapa.transfer", seconds=float(option("transfer_seconds")), reference=reference)
    return transfer


def _new_transfer(reference: str, form: dict[str, Any], batch: str | None) -> Document:
    created = moment()
    return {
        "account_name": form.get("account_name") or None,
        "account_number": str(form["account_number"]),
        "currency": "ETB",
        "amount": str(money(form["amount"])),
        "charge": "0.00",
        "bank_code": int(form["bank_code"]),
        "bank_name": bank_name(form["bank_code"]),
        "reference": reference,
        "chapa_reference": "CT" + token(10),
        "bank_reference": None,
        "status": "pending",
        "batch": batch,
        "created_at": created,
        "updated_at": created,
    }


def bulk(form: dict[str, Any]) -> Document:
    """Queue many at once; all of them or none. Raises `Refusal`."""
    rows = form.get("bulk_data")
    if not isinstance(rows, list) or not rows:
        raise Refusal({"bulk_data": ["validation.required"]})
    if len(rows) > MOST_IN_A_BATCH:
        raise Refusal(f"Maximum of {MOST_IN_A_BATCH} transfers in a batch")
    store, number = get_store(), token(8)
    with store.lock:
        for row in rows:
            if store.get(KIND, str(row.get("reference") or "")) or bank_name(row.get("bank_code")) is None:
                raise Refusal(f"Transfer {row.get('reference')} is not valid")
        for row in rows:
            initiate({**row, "currency": form.get("currency", "ETB")}, batch=number)
        return store.put(BATCH, number, {"id": number, "title": form.get("title"), "created_at": moment()})


@handles("chapa.transfer")
def decide(*, reference: str) -> None:
    """Ask for approval where the shop wants to be asked, then move the money or not."""
    store = get_store()
    transfer = store.get(KIND, reference)
    if transfer is None or transfer["status"] != "pending":
        return
    good = not transfer["account_number"].endswith(NO_SUCH_ACCOUNT) and _is_approved(transfer)
    transfer |= {
        "status": "success" if good else "failed",
        "bank_reference": "FT" + token(10) if good else None,
        "updated_at": moment(),
    }
    store.put(KIND, reference, transfer)
    events.tell_transfer(transfer)


def _is_approved(transfer: Document) -> bool:
    url = option("chapa_approval_url")
    if not url:
        return True
    names = ("reference", "account_name", "account_number", "amount", "currency", "bank_name")
    body = compact({name: transfer[name] for name in names}).encode()
    headers = {
        "Content-Type": "application/json",
        "Chapa-Signature": hmac_hex(secret=settings.CHAPA_WEBHOOK_SECRET, text=body),
    }
    try:
        return requests.post(url, data=body, headers=headers, timeout=APPROVAL_SECONDS).status_code == 200
    except requests.RequestException:
        return False


def verify(reference: str) -> dict[str, Any]:
    """`data` of the answer. Raises `Refusal`."""
    transfer = get_store().get(KIND, reference)
    if transfer is None:
        raise Refusal("Transfer not found", 404)
    copied = ("account_name", "account_number", "currency", "bank_code", "bank_name", "created_at", "updated_at")
    return {
        **{name: transfer[name] for name in copied},
        "mobile": None,
        "amount": float(transfer["amount"]),
        "charge": float(transfer["charge"]),
        "mode": "test",
        "transfer_method": "bank",
        "narration": None,
        "chapa_transfer_id": transfer["chapa_reference"],
        "cross_party_reference": transfer["bank_reference"],
        "ip_address": "UNKNOWN",
        "status": transfer["status"],
        "tx_ref": transfer["reference"],
    }
