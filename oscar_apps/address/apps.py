from oscar.apps.address import apps


class AddressConfig(apps.AddressConfig):
    name = "oscar_apps.address"
