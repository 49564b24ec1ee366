from oscar.apps.order import apps


class OrderConfig(apps.OrderConfig):
    name = "oscar_apps.order"
