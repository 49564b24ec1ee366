from oscar.apps.payment import apps


class PaymentConfig(apps.PaymentConfig):
    name = "oscar_apps.payment"
