"""Who may do what in the back office. Permissions are added, never taken away: an operator's own stay."""

from typing import Final

from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from oscar_apps.user.roles import ADMIN, EDITOR

ALL: Final = ("add", "change", "delete", "view")
WORDS: Final = ("banner", "footer", "guarantee", "navigation")
#: App -> models whose screens an administrator of the market works with.
COMMERCE: Final[dict[str, tuple[str, ...]]] = {
    "catalogue": (
        "product", "category", "brand", "productclass", "productattribute", "attributeoptiongroup", "attributeoption",
        "productimage", "taxclass",
    ),
    "partner": ("partner", "stockrecord", "stockmovement"),
    "vendors": ("vendor", "vendormember", "entry", "moneyterms"),
    "shipping": ("shippingzone", "partnershippingmethod"),
    "order": ("order", "consignment"),
    "payment": (
        "gatewayoption", "source", "refund", "providernotice", "providercall", "cashrule", "blockedphone",
        "courierremittance",
    ),
    "voucher": ("voucher",),
    "offer": ("conditionaloffer", "range"),
}  # fmt: skip
PAGE_PERMISSIONS: Final = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
#: Wagtail asks for these of its own models, whichever model holds the pictures.
LIBRARY: Final = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
#: Oscar's own group; its migration leaves it empty on a fresh database.
OSCARS_GROUP: Final = "All Oscar Dashboard Permissions"
#: Wagtail's first groups, which the ones above replace.
WAGTAILS_GROUPS: Final = ("Editors", "Moderators")


def grant_permissions() -> None:
    """Give the groups what their work needs; groups that only stand in the way and are empty go."""
    editor, admin = (Group.objects.get_or_create(name=name)[0] for name in (EDITOR, ADMIN))
    entering = Q(codename="access_admin", content_type__app_label="wagtailadmin")
    editor.permissions.add(*Permission.objects.filter(entering | _of({"cms": WORDS})))
    admin.permissions.add(*Permission.objects.filter(entering | _of({"cms": WORDS, **COMMERCE})))
    oscars = Group.objects.get_or_create(name=OSCARS_GROUP)[0]
    oscars.permissions.add(*Permission.objects.filter(_of(COMMERCE)))
    for group in (editor, admin):
        _grant_pages(group)
        _grant_library(group)
    Group.objects.filter(name__in=WAGTAILS_GROUPS, user=None).delete()


def _of(models: dict[str, tuple[str, ...]]) -> Q:
    """Every permission for these models."""
    condition = Q(pk__in=[])
    for app, names in models.items():
        codenames = [f"{action}_{name}" for name in names for action in ALL]
        condition |= Q(content_type__app_label=app, codename__in=codenames)
    return condition


def _grant_pages(group: Group) -> None:
    root = Page.get_first_root_node()
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_PERMISSIONS):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _grant_library(group: Group) -> None:
    root = Collection.get_first_root_node()
    for permission in Permission.objects.filter(
        content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename__in=LIBRARY
    ):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
