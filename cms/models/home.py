from wagtail.models import Page


class HomePage(Page):
    """The front page of the shop in one language."""

    max_count_per_parent = 1
