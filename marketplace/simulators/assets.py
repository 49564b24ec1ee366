"""Style sheets, scripts and the shop's Ethiopic and Latin fonts, by name."""

import mimetypes
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse

from .settings import HERE

FONTS = HERE.parent / "static" / "fonts"
FOLDERS = {".css": HERE / "static", ".js": HERE / "static", ".svg": HERE / "static", ".woff2": FONTS}


def asset(request: HttpRequest, name: str) -> HttpResponse:
    """`name` has no slash (the address pattern sees to that), so it stays in its folder."""
    path = FOLDERS.get(Path(name).suffix, HERE / "static") / name
    if not path.is_file():
        raise Http404
    kind = "font/woff2" if path.suffix == ".woff2" else mimetypes.guess_type(name)[0]
    response = HttpResponse(path.read_bytes(), content_type=kind)
    response["Cache-Control"] = "max-age=60"
    return response


def healthy(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")
