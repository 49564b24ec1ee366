"""What a basket takes from pages."""

from typing import Any

from django import forms
from django.conf import settings


def _quantity(**kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(max_value=settings.OSCAR_MAX_BASKET_QUANTITY_THRESHOLD, required=False, **kwargs)


class AddForm(forms.Form):
    """`product_id`, or the `variant` of it that was chosen; `offer_id` names one seller's offer (a stock record)."""

    product_id = forms.IntegerField(min_value=1)
    variant = forms.IntegerField(min_value=1, required=False)
    offer_id = forms.IntegerField(min_value=1, required=False)
    quantity = _quantity(min_value=1)

    def clean_quantity(self) -> int:
        return self.cleaned_data["quantity"] or 1

    @property
    def wanted_id(self) -> int:
        return self.cleaned_data["variant"] or self.cleaned_data["product_id"]


class QuantityForm(forms.Form):
    """A new quantity; 0 takes the line out."""

    quantity = _quantity(min_value=0)
