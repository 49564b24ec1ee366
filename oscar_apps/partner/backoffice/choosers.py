"""Choosing a seller in a form or a block of the Wagtail admin."""

from django.utils.translation import gettext_lazy as _

from marketplace.backoffice.choosers import chooser

partner_chooser = chooser(
    "partner_chooser",
    model="partner.Partner",
    icon="group",
    columns=("name", "slug"),
    ordering="name",
    words={"choose_one_text": _("Choose a seller"), "choose_another_text": _("Choose another seller")},
)
