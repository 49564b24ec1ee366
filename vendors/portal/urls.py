from django.urls import path

from . import money, orders, views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("switch/", views.switch, name="switch"),
    path("money/", money.index, name="money"),
    path("money/export/", money.export, name="money-export"),
    path("orders/", orders.index, name="orders"),
    path("orders/<str:number>/", orders.detail, name="order"),
    path("orders/<str:number>/accept/", orders.accept, name="order-accept"),
    path("orders/<str:number>/ship/", orders.ship, name="order-ship"),
    path("orders/<str:number>/deliver/", orders.deliver, name="order-deliver"),
    path("orders/<str:number>/cancel/", orders.cancel, name="order-cancel"),
    path("orders/<str:number>/refused/", orders.refuse, name="order-refuse"),
    path("orders/<str:number>/goods-back/", orders.take_back, name="order-goods-back"),
]
