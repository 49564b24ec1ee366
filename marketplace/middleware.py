"""Request handling that belongs to no room."""


class PublicPageMiddleware:
    """Placeholder for the whole-page cache of anonymous visitors."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)
