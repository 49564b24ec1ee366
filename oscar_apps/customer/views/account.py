from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import UpdateView

from oscar_apps.customer.forms import ProfileForm
from oscar_apps.customer.registry import account_nav
from oscar_apps.order import selectors


@never_cache
@login_required
def summary(request: HttpRequest) -> HttpResponse:
    """The account's first page: the latest orders and the way to everything else."""
    orders = list(selectors.orders_of(request.user)[:3])
    context = {"page_title": _("Overview"), "account_nav": account_nav(request, active="summary"), "orders": orders}
    return render(request, "oscar/customer/summary.html", context)


class ProfileView(LoginRequiredMixin, UpdateView):
    form_class = ProfileForm
    template_name = "oscar/customer/profile.html"
    success_url = reverse_lazy("customer:profile")

    def get_object(self, queryset: Any = None) -> Any:
        return self.request.user

    def form_valid(self, form: ProfileForm) -> HttpResponse:
        messages.success(self.request, _("Saved."))
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        nav = account_nav(self.request, active="profile")
        return super().get_context_data(account_nav=nav, page_title=_("Profile"), **kwargs)
