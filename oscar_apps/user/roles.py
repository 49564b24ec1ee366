"""The groups every installation has; their permissions are kept in code and restored after each migrate."""

ADMIN = "admin"
EDITOR = "editor"
SELLER = "seller"
CUSTOMER = "customer"

#: Group name -> permissions as "app_label.codename". Superusers have all without being in a group.
GROUPS: dict[str, tuple[str, ...]] = {
    ADMIN: ("wagtailadmin.access_admin",),
    EDITOR: ("wagtailadmin.access_admin",),
    SELLER: (),
    CUSTOMER: (),
}


def create_groups(sender, **kwargs) -> None:
    """Receiver of `post_migrate`: make the groups that are missing."""
    from django.contrib.auth.models import Group

    for name in GROUPS:
        Group.objects.get_or_create(name=name)
