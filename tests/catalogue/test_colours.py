"""What a buyer calls a colour."""

import pytest

from oscar_apps.catalogue.colours import FAMILIES, family_of


@pytest.mark.parametrize(
    ("value", "family"),
    [
        ("#000000", "black"), ("#141414", "black"), ("#808080", "grey"), ("#ffffff", "white"), ("#f5f1ea", "white"),
        ("#d8c8a8", "beige"), ("#6b4226", "brown"), ("#8b1e2d", "red"), ("#f2a6c0", "pink"), ("#e07a1f", "orange"),
        ("#e6c229", "yellow"), ("#2e7d4f", "green"), ("#22303c", "blue"), ("#1f4fa0", "blue"), ("#6a3d9a", "purple"),
        ("#9a5b34", "brown"), ("#6b6b2f", "green"), ("#7a6a1e", "brown"),
        ("", ""), ("red", ""), ("#12", ""), ("#gggggg", ""),
    ],
)  # fmt: skip
def test_family(value, family):
    assert family_of(value) == family


def test_each_family_would_be_found_by_its_own_swatch():
    assert {code: family_of(family.hex) for code, family in FAMILIES.items()} == {code: code for code in FAMILIES}
