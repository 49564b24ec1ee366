from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from vendors.models import VendorMember

from .access import SESSION_KEY, PortalRequest, seller_page


@seller_page()
def home(request: PortalRequest) -> HttpResponse:
    """The portal opens on what is to be done: orders, for who may see them."""
    return redirect("portal:money" if request.vendor_role == VendorMember.Role.FINANCE else "portal:orders")


@require_POST
@seller_page()
def switch(request: PortalRequest) -> HttpResponse:
    """Work for another of one's own sellers."""
    wanted = request.POST.get("vendor", "")
    if wanted not in {str(vendor.pk) for vendor in request.vendors}:
        raise Http404
    request.session[SESSION_KEY] = wanted
    return redirect("portal:home")
