from oscar.apps.basket.middleware import BasketMiddleware as BasketMiddleware
