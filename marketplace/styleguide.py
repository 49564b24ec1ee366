"""The living style page: every component with sample objects. Mounted at /styleguide/ while DEBUG is on."""

from __future__ import annotations

from base64 import b64encode
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _

GOODS: list[tuple[str, str, str, str | None, str, int, str]] = [
    ("Jebena from Kechene, black clay", "Kechene Pottery", "1240", "1550", "4.8", 212, "#6b5a4e"),
    ("Yirgacheffe, whole bean, 500 g, washed at the Aricha station", "Bunna Mill", "640", None, "4.9", 1043, "#7a4a2b"),
    ("Handwoven cotton shawl with a tibeb border", "Shiro Meda Weavers", "2350", "2900", "4.6", 87, "#c9b489"),
    ("Leather satchel, vegetable tanned", "Entoto Leather", "4800", None, "4.4", 31, "#9a5b34"),
    ("Mesob, coiled grass basket", "Harar Basket House", "3100", None, "4.7", 55, "#b88a2d"),
    ("Running shoes Axum 2", "Sole of Addis", "3990", "4990", "4.2", 18, "#3f6d7d"),
    ("Wireless headphones, 40 hours", "Piassa Electronics", "5600", None, "3.9", 9, "#4a4a52"),
    ("Berbere and mitmita, two tins", "Merkato Spice", "380", None, "5", 3, "#a8402a"),
]


def _drawing(colour: str, turned: bool = False) -> SimpleNamespace:
    """A small picture in the product's colour, so that the page needs no media."""
    x = 300 if turned else 0
    ground = f'<rect width="400" height="500" fill="{colour}" fill-opacity=".16"/>'
    shadow = '<ellipse cx="200" cy="392" rx="112" ry="16" fill="#000" fill-opacity=".13"/>'
    body = f'<path d="M110 190q90-60 180 0q46 120-12 196q-78 14-156 0q-58-76-12-196z" fill="{colour}"/>'
    stroke = 'stroke="#fff" stroke-opacity=".35" stroke-width="16" fill="none"'
    light = f'<path d="M{140 + x // 5} 200q-34 90 8 168" {stroke}/>'
    drawing = ground + shadow + body + light
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 500">{drawing}</svg>'
    source = f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
    return SimpleNamespace(src=source, srcset="", width=400, height=500, alt="")


def _card(index: int, row: tuple[str, str, str, str | None, str, int, str]) -> SimpleNamespace:
    title, seller, price, compare_at, rating, count, colour = row
    was = Decimal(compare_at) if compare_at else None
    saving = round(100 - Decimal(price) * 100 / was) if was else None
    colours = [
        {"name": "Clay", "hex": "#9a5b34"},
        {"name": "Night", "hex": "#22303c"},
        {"name": "Sand", "hex": "#d9c7a0"},
    ]
    return SimpleNamespace(
        id=index,
        title=title,
        url="#",
        seller_name=seller,
        seller_url="#",
        price=Decimal(price),
        compare_at=was,
        currency="ETB",
        sale_percentage=saving,
        rating=Decimal(rating),
        num_reviews=count,
        image=None if index == 7 else _drawing(colour),
        second_image=_drawing(colour, turned=True) if index != 7 else None,
        colours=colours * 2 if index == 3 else colours if index == 6 else [],
        in_stock=index != 5,
        low_stock=3 if index == 2 else None,
        is_new=index in (4, 6),
    )


class SampleForm(forms.Form):
    """One field of each kind."""

    full_name = forms.CharField(label=_("Full name"))
    phone = forms.CharField(label=_("Phone"), help_text=_("The courier calls this number."))
    region = forms.ChoiceField(label=_("Region"), choices=[("aa", "Addis Ababa"), ("or", "Oromia"), ("am", "Amhara")])
    note = forms.CharField(label=_("Note to the seller"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    delivery = forms.ChoiceField(
        label=_("Delivery"), widget=forms.RadioSelect, choices=[("door", _("To the door")), ("pickup", _("Pick up"))]
    )
    news = forms.BooleanField(label=_("Write to me about offers"), required=False)


def _page_of_numbers() -> Page:
    return Paginator(range(480), 24).page(7)


def _orders() -> list[dict[str, Any]]:
    return [
        {
            "number": "ME-7K2Q-91",
            "buyer": "Sara T.",
            "date": "24 Nov",
            "state": "wait",
            "word": _("To accept"),
            "total": Decimal("1240"),
        },
        {
            "number": "ME-4F8M-20",
            "buyer": "Yonas A.",
            "date": "23 Nov",
            "state": "info",
            "word": _("Shipped"),
            "total": Decimal("6480.5"),
        },
        {
            "number": "ME-9B3X-77",
            "buyer": "Hana M.",
            "date": "21 Nov",
            "state": "good",
            "word": _("Delivered"),
            "total": Decimal("380"),
        },
        {
            "number": "ME-1C6T-05",
            "buyer": "Abel K.",
            "date": "20 Nov",
            "state": "bad",
            "word": _("Cancelled"),
            "total": Decimal("4800"),
        },
    ]


def _frame() -> dict[str, Any]:
    children = [
        {"name": name, "url": "#"}
        for name in ("Whole bean", "Ground", "Green beans", "Jebena and cups", "Roasting", "Gift sets")
    ]
    names = ("Coffee", "Spices and food", "Clothing", "Shoes", "Bags", "Home", "Electronics", "Books")
    menu = [
        {"name": name, "url": "#", "children": children if index < 6 else [], "image": _drawing("#7a4a2b")}
        for index, name in enumerate(names)
    ]
    return {"menu_categories": menu, "announcement": {"text": _("Free delivery in Addis Ababa this week"), "url": "#"}}


def _facets() -> tuple[dict[str, Any], dict[str, Any]]:
    facet = {
        "label": _("Colour"),
        "open": True,
        "values": [
            {"label": "Clay", "count": 34, "url": "#", "active": True, "hex": "#9a5b34"},
            {"label": "Night", "count": 12, "url": "#", "active": False, "hex": "#22303c"},
        ],
    }
    plain = {
        "label": _("Seller"),
        "open": True,
        "values": [
            {"label": name, "count": n, "url": "#", "active": n == 9}
            for name, n in (("Bunna Mill", 41), ("Kechene Pottery", 9))
        ],
    }
    return facet, plain


def _steps() -> list[dict[str, Any]]:
    return [
        {"label": _("Accepted"), "state": "done", "when": "24 Nov"},
        {"label": _("Packed"), "state": "done", "when": "24 Nov"},
        {"label": _("Shipped"), "state": "current", "when": ""},
        {"label": _("Delivered"), "state": "next", "when": ""},
    ]


def _figures() -> dict[str, Any]:
    return {
        "tabs": [
            {"label": _("All"), "url": "#", "active": True, "count": 48},
            {"label": _("To accept"), "url": "#", "active": False, "count": 3},
            {"label": _("Shipped"), "url": "#", "active": False, "count": 0},
        ],
        "rows": [
            {"label": _("Goods"), "amount": Decimal("3590")},
            {"label": _("Delivery"), "amount": Decimal("120")},
            {"label": _("Saving"), "amount": Decimal("-310"), "discount": True},
        ],
        "total": Decimal("3400"),
        "histogram": [
            {"stars": 5, "count": 168, "percent": 79},
            {"stars": 4, "count": 30, "percent": 14},
            {"stars": 3, "count": 9, "percent": 4},
            {"stars": 2, "count": 3, "percent": 2},
            {"stars": 1, "count": 2, "percent": 1},
        ],
    }


def _seller_and_tokens() -> dict[str, Any]:
    return {
        "seller": SimpleNamespace(
            name="Kechene Pottery",
            url="#",
            logo=None,
            rating=Decimal("4.8"),
            num_reviews=640,
            replies_within=_("3 hours"),
            place="Addis Ababa",
            since=2019,
            ask_url="#",
            follow_url="#",
        ),
        "address_lines": ["Sara Tesfaye", "Bole sub-city, Woreda 3", "House 412, behind the Edna Mall", "Addis Ababa"],
        "tokens": [
            "paper",
            "surface",
            "ground",
            "line",
            "strong",
            "muted",
            "ink",
            "brand",
            "brand-soft",
            "saffron",
            "saffron-soft",
            "clay",
            "clay-soft",
            "sky",
            "sky-soft",
        ],
    }


def _context() -> dict[str, Any]:
    cards = [_card(index, row) for index, row in enumerate(GOODS, start=1)]
    facet, plain = _facets()
    return {
        **_frame(),
        "cards": cards,
        "offer": cards[0],
        "facet": facet,
        "plain_facet": plain,
        "steps": _steps(),
        "form": SampleForm(),
        "bad_form": SampleForm({"full_name": "", "phone": "12", "region": "xx"}),
        "page": _page_of_numbers(),
        "orders": _orders(),
        "crumbs": [
            {"label": _("Home"), "url": "#"},
            {"label": "Coffee", "url": "#"},
            {"label": "Jebena and cups", "url": ""},
        ],
        "filters": [{"label": "Clay", "url": "#"}, {"label": "ETB 500 to 2,000", "url": "#"}],
        **_figures(),
        **_seller_and_tokens(),
    }


def _portal_context() -> dict[str, Any]:
    items = [
        ("Today", "house", True, 0),
        ("Orders", "package", False, 3),
        ("Products", "tag", False, 0),
        ("Stock", "boxes", False, 0),
        ("Returns", "undo-2", False, 1),
        ("Messages", "message-circle", False, 2),
        ("Money", "wallet", False, 0),
        ("Shop", "store", False, 0),
    ]
    nav = [
        {"label": label, "url": "#", "icon": icon, "active": active, "count": count}
        for label, icon, active, count in items
    ]
    return {"portal_nav": nav, "shop": SimpleNamespace(name="Kechene Pottery", logo=None, url="#"), "orders": _orders()}


PAGES = {
    "": "styleguide.html",
    "portal": "styleguide_portal.html",
    "email": "styleguide_email.html",
    "404": "404.html",
    "500": "500.html",
}


def styleguide(request: HttpRequest) -> HttpResponse:
    """``?lang=ar`` in another language, ``?page=portal|email|404|500`` another frame."""
    name = request.GET.get("page", "")
    context = _portal_context() if name == "portal" else _context()
    with translation.override(request.GET.get("lang") or translation.get_language()):
        response = render(request, PAGES.get(name, PAGES[""]), context)
    response._csp_exempt = name == "email"  # type: ignore[attr-defined]  # an e-mail has inline styles
    return response
