import pytest
from django.core.management import call_command
from PIL import Image

from marketplace.sample.pictures import scenes


@pytest.fixture
def market(db, monkeypatch):
    """A market as `bootstrap_site` leaves it; the drawing itself is tested elsewhere and takes two seconds."""
    monkeypatch.setattr(scenes, "draw_hero", lambda: Image.new("RGB", (1920, 1080), "#ece0cc"))
    call_command("bootstrap_site", verbosity=0)
