from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, views
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from oscar_apps.customer.forms import RegisterForm, ResetForm, SignInForm
from oscar_apps.customer.registry import account_nav

TEMPLATES = "oscar/customer"


class LoginView(views.LoginView):
    """Sign in by e-mail or confirmed phone; what was in the guest's basket comes along."""

    form_class = SignInForm
    template_name = f"{TEMPLATES}/login.html"
    redirect_authenticated_user = True


@require_POST
def logout_view(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("/")


@method_decorator(never_cache, name="dispatch")
class RegisterView(views.RedirectURLMixin, FormView):
    """A new customer, signed in at once."""

    form_class = RegisterForm
    template_name = f"{TEMPLATES}/register.html"
    next_page = reverse_lazy("customer:summary")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect("customer:summary")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: RegisterForm) -> HttpResponse:
        user = form.save()
        login(self.request, user, backend="oscar_apps.user.backends.EmailOrPhoneBackend")
        messages.success(self.request, _("Welcome! Your account is ready."))
        return HttpResponseRedirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(next=self.get_redirect_url(), **kwargs)


class PasswordChangeView(views.PasswordChangeView):
    template_name = f"{TEMPLATES}/password.html"
    success_url = reverse_lazy("customer:summary")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        nav = account_nav(self.request, active="password")
        return super().get_context_data(account_nav=nav, page_title=_("Password"), **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("Your password is changed."))
        return super().form_valid(form)


class PasswordResetView(views.PasswordResetView):
    form_class = ResetForm
    template_name = f"{TEMPLATES}/password_reset.html"
    subject_template_name = "email/password_reset.subject.txt"
    email_template_name = "email/password_reset.txt"
    html_email_template_name = "email/password_reset.html"
    success_url = reverse_lazy("customer:password-reset-done")
    # The address of the link comes from the settings, never from the request's Host header.
    extra_email_context = {"base_url": settings.SHOP_BASE_URL, "shop_name": settings.SHOP_NAME}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(page_title=gettext_lazy("Forgot your password?"), **kwargs)


class PasswordResetDoneView(views.PasswordResetDoneView):
    template_name = f"{TEMPLATES}/password_reset_sent.html"


class PasswordResetConfirmView(views.PasswordResetConfirmView):
    template_name = f"{TEMPLATES}/password_reset_confirm.html"
    success_url = reverse_lazy("customer:login")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("Your password is changed. Sign in with the new one."))
        return super().form_valid(form)
