"""Chapa's interface as the documentation at developer.chapa.co describes it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from .. import settings
from ..options import option
from ..store import get_store
from ..wire import answer, parameters
from . import payments, transfers
from .banks import BANKS, as_listed
from .refusals import Refusal

View = Callable[..., HttpResponse]


def endpoint(*methods: str) -> Callable[[View], View]:
    """Ask for the key, and turn refusals into Chapa's answers."""

    def wrap(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, **arguments: str) -> HttpResponse:
            try:
                _check_key(request)
                if request.method not in methods:
                    raise Refusal("Method Not Allowed", 405)
                return view(request, **arguments)
            except Refusal as refusal:
                return answer(refusal.as_answer(), refusal.status)
            except ValueError:
                return answer(Refusal("Incorrect header settings").as_answer(), 400)

        return asked

    return wrap


def _check_key(request: HttpRequest) -> None:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer" or not key:
        raise Refusal("Authorization required", 401)
    if key != settings.CHAPA_SECRET_KEY or not key:
        raise Refusal("Invalid API Key or User doesn't exist", 401)


def success(message: str, data: object) -> HttpResponse:
    return answer({"message": message, "status": "success", "data": data})


@endpoint("POST")
def initialize(request: HttpRequest) -> HttpResponse:
    found = payments.initialize(parameters(request))
    page = request.build_absolute_uri(f"/chapa/checkout/payment/{found['page']}")
    return success("Hosted Link", {"checkout_url": page})


@endpoint("GET")
def verify(request: HttpRequest, tx_ref: str) -> HttpResponse:
    found = payments.payment(tx_ref)
    if found["status"] == "pending" and option("chapa_unpaid") == "not_paid_yet":
        return answer({"message": "Payment not paid yet", "status": None, "data": None}, 404)
    return success("Payment details fetched successfully", payments.described(found))


@endpoint("PUT")
def cancel(request: HttpRequest, tx_ref: str) -> HttpResponse:
    """The shop ends a transaction nobody has paid."""
    if payments.payment(tx_ref)["status"] != "pending":
        raise Refusal("Transaction is not pending")
    payments.settle(tx_ref=tx_ref, status="cancelled", webhook="never")
    return success("Transaction cancelled successfully", {"tx_ref": tx_ref})


@endpoint("POST")
def refund(request: HttpRequest, reference: str) -> HttpResponse:
    return success("Refunded successfully", payments.refund(reference=reference, form=parameters(request)))


@endpoint("GET")
def verify_refund(request: HttpRequest, ref_id: str) -> HttpResponse:
    return success("Refund details fetched successfully", payments.find_refund(ref_id))


@endpoint("GET")
def banks(request: HttpRequest) -> HttpResponse:
    return answer({"message": "Banks retrieved", "data": [as_listed(bank) for bank in BANKS]})


@endpoint("POST", "GET")
def transfer(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        batch = request.GET.get("batch_id")
        only: dict[str, Any] = {"batch": batch} if batch else {}
        rows = get_store().newest(transfers.KIND, **only)
        return success("Transfers retrieved successfully", rows)
    found = transfers.initiate(parameters(request))
    return success("Transfer Queued Successfully", found["reference"])


@endpoint("GET")
def verify_transfer(request: HttpRequest, reference: str) -> HttpResponse:
    return success("Transfer details", transfers.verify(reference))


@endpoint("POST")
def bulk_transfers(request: HttpRequest) -> HttpResponse:
    batch = transfers.bulk(parameters(request))
    return success("Bulk transfer queued successfully.", {name: batch[name] for name in ("id", "title", "created_at")})
