from django.urls import URLPattern, path
from oscar.apps.basket import apps


class BasketConfig(apps.BasketConfig):
    name = "oscar_apps.basket"

    def ready(self) -> None:
        return None

    def get_urls(self) -> list[URLPattern]:
        from . import views

        return [
            path("", views.BasketView.as_view(), name="summary"),
            path("add/", views.AddView.as_view(), name="add"),
            path("add/<int:pk>/", views.AddView.as_view(), name="add-product"),
            path("clear/", views.ClearView.as_view(), name="clear"),
            path("lines/<int:pk>/", views.LineView.as_view(), name="line"),
            path("vouchers/add/", views.VoucherAddView.as_view(), name="vouchers-add"),
            path("vouchers/<int:pk>/remove/", views.VoucherRemoveView.as_view(), name="vouchers-remove"),
        ]
