"""The door for providers' servers. Their signature over the raw body is what counts, so they need no CSRF token."""

import logging

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from .services import receive_callback, receive_webhook
from .services.notices import Answer

logger = logging.getLogger(__name__)

#: Providers' notices are a few kilobytes.
LARGEST = 64 * 1024


@csrf_exempt
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest, gateway: str) -> HttpResponse:
    """200: done, a repeat, or of no interest. 400: not believed. 413: too large. 503: send it again later.

    A GET is a provider's unsigned call, where it makes such calls; elsewhere 405.
    """
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return HttpResponse(status=413)
    try:
        if request.method == "GET":
            answer = receive_callback(gateway_code=gateway, parameters=request.GET.dict())
        else:
            answer = receive_webhook(gateway_code=gateway, body=body, headers=request.headers)
    except Exception:
        # Whatever went wrong here is ours to repair, and then the provider has to tell us again.
        logger.exception("A webhook of %s failed", gateway)
        answer = Answer.LATER
    return HttpResponse(status=answer)
