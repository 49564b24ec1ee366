from django.urls import path
from oscar.apps.customer import apps
from oscar.core.application import OscarConfig


class CustomerConfig(apps.CustomerConfig):
    """The account area. Its pages are ours: Oscar's know neither consignments nor sign-in by phone."""

    name = "oscar_apps.customer"

    def ready(self) -> None:
        OscarConfig.ready(self)
        from . import registry

        registry.register_own()

    def get_urls(self) -> list:
        from .views import account, addresses, auth, guest, orders, saved

        urls = [
            path("", account.summary, name="summary"),
            path("login/", auth.LoginView.as_view(), name="login"),
            path("logout/", auth.logout_view, name="logout"),
            path("register/", auth.RegisterView.as_view(), name="register"),
            path("profile/", account.ProfileView.as_view(), name="profile"),
            path("password/", auth.PasswordChangeView.as_view(), name="password"),
            path("password/reset/", auth.PasswordResetView.as_view(), name="password-reset"),
            path("password/reset/sent/", auth.PasswordResetDoneView.as_view(), name="password-reset-done"),
            path(
                "password/reset/<str:uidb64>/<str:token>/",
                auth.PasswordResetConfirmView.as_view(),
                name="password-reset-confirm",
            ),
            path("orders/", orders.index, name="order-list"),
            path("orders/<str:order_number>/", orders.detail, name="order"),
            path("orders/<str:order_number>/cancel/", orders.cancel, name="order-cancel"),
            path("guest-order/", guest.FindOrderView.as_view(), name="guest-order-find"),
            path("guest-order/<str:number>/<str:secret>/", guest.detail, name="guest-order"),
            path("guest-order/<str:number>/<str:secret>/cancel/", guest.cancel, name="guest-order-cancel"),
            path("saved/", saved.index, name="saved"),
            path("addresses/", addresses.index, name="address-list"),
            path("addresses/add/", addresses.add, name="address-create"),
            path("addresses/<int:pk>/", addresses.edit, name="address-detail"),
            path("addresses/<int:pk>/delete/", addresses.delete, name="address-delete"),
            path("addresses/<int:pk>/default/", addresses.make_default, name="address-default"),
        ]
        return self.post_process_urls(urls)
