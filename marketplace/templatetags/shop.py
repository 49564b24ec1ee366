"""Template tags of the shop: icons, money, prices, stars, pictures, language links.

Every tag is a leaf: it reads its arguments and settings and touches no model and no database. A category page calls
them a few hundred times, so what can be cached is cached by plain arguments and language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.numbers import format_currency, format_decimal, get_currency_precision
from django import template
from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, gettext, ngettext, to_locale

from marketplace.templatetags._pictures import picture_markup

register = template.Library()

Amount = Decimal | int | str
SPRITE = "img/icons.svg"
DIRECTIONAL = frozenset(
    [
        "arrow-left",
        "arrow-right",
        "arrow-up-right",
        "chevron-left",
        "chevron-right",
        "external-link",
        "log-in",
        "log-out",
    ]
    + ["panel-left", "panel-left-close", "send", "share-2", "truck", "undo-2"]
)
NO_BREAK_SPACE = "\u00a0"


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    """Babel's locale for a Django language code, English where Babel knows none."""
    try:
        return Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


# Icons ---------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _icon(name: str, css_class: str, label: str, static_url: str) -> SafeString:
    classes = " ".join(filter(None, ["icon", "icon-flip" if name in DIRECTIONAL else "", css_class]))
    meaning = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="{}" {}><use href="{}#{}"/></svg>', classes, meaning, static(SPRITE), name)


@register.simple_tag(name="icon")
def icon(name: str, css_class: str = "", label: str = "", **attributes: str) -> SafeString:
    """One drawing of the sprite. Decorative unless ``label`` says what it means; ``class="..."`` adds classes."""
    return _icon(name, attributes.get("class", css_class), label, settings.STATIC_URL)


# Money ---------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _money_pattern(language: str) -> str:
    """The locale's pattern with the ISO code, kept apart from the digits by a space that does not break."""
    pattern = _locale(language).currency_formats["standard"].pattern.replace("¤", "¤¤")
    pattern = re.sub(r"¤¤(?=[#0])", f"¤¤{NO_BREAK_SPACE}", pattern)
    return re.sub(r"(?<=[#0])¤¤", f"{NO_BREAK_SPACE}¤¤", pattern)


@lru_cache(maxsize=16384)
def _money_text(amount: Amount, currency: str, language: str) -> str:
    text = format_currency(Decimal(amount), currency, format=_money_pattern(language), locale=_locale(language))
    # The sign of Western digits stands at their left, also where one reads from the right.
    return text.replace("\u200f-", "\u200f\u200e-")


def money_text(amount: Amount | None, currency: str | None = None) -> str:
    """``ETB 1,240.00`` in the active language, with the currency's own decimals; empty for no amount.

    ``amount`` is in the major unit, ``currency`` an ISO code (SHOP_CURRENCY where it is left out).
    """
    if amount is None or amount == "":
        return ""
    return _money_text(amount, currency or settings.SHOP_CURRENCY, _language())


@register.filter(name="money")
def money_filter(amount: Amount | None, currency: str | None = None) -> str:
    """Plain text for attributes, buttons, e-mails and what is really charged: ``{{ total|money:order.currency }}``."""
    return money_text(amount, currency)


@lru_cache(maxsize=16384)
def _money_markup(amount: Amount, currency: str, language: str) -> SafeString:
    text = _money_text(amount, currency, language)
    plain = f"{Decimal(amount):f}"
    return format_html('<span class="money" data-amount="{}" data-currency="{}">{}</span>', plain, currency, text)


@register.simple_tag(name="money")
def money_tag(amount: Amount | None, currency: str | None = None) -> str:
    """Money that the visitor's display currency may replace in the browser. Never for what is being charged."""
    if amount is None or amount == "":
        return ""
    return _money_markup(amount, currency or settings.SHOP_CURRENCY, _language())


@register.filter
def decimals(amount: Amount, currency: str) -> str:
    """The amount as the API and form fields write it: a point, the currency's decimals, no grouping."""
    return f"{Decimal(amount):.{get_currency_precision(currency)}f}"


def _sale_badge(percentage: int | None) -> str:
    if not percentage:
        return ""
    text = gettext("−%(percentage)s%%") % {"percentage": percentage}
    return format_html(' <span class="badge badge-sale">{}</span>', text)


def price_markup(offer: Any, *, css_class: str = "", badge: bool = True) -> SafeString:
    """Price block of anything with ``price``, ``currency`` and perhaps ``compare_at`` and ``sale_percentage``."""
    now = money_tag(offer.price, offer.currency)
    compare_at = getattr(offer, "compare_at", None)
    classes = f"price {css_class}".strip()
    if not compare_at or compare_at <= offer.price:
        return format_html('<p class="{}">{}</p>', classes, now)
    old = _old_price(compare_at, offer.currency, _language())
    chip = _sale_badge(getattr(offer, "sale_percentage", None)) if badge else ""
    return format_html('<p class="{}">{} {}{}</p>', classes, now, old, chip)


@lru_cache(maxsize=8192)
def _old_price(amount: Amount, currency: str, language: str) -> SafeString:
    return format_html(
        '<s class="price-old"><span class="visually-hidden">{} </span>{}</s>',
        gettext("Before:"),
        _money_markup(amount, currency, language),
    )


@register.simple_tag
def price(offer: Any, css_class: str = "", badge: bool = True, **attributes: str) -> SafeString:
    """``{% price offer class="price-large" %}``: price, old price struck, saving as a chip."""
    return price_markup(offer, css_class=attributes.get("class", css_class), badge=badge)


# Rating --------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def _stars(tenths: int, css_class: str, language: str, static_url: str) -> SafeString:
    number = format_decimal(Decimal(tenths) / 10, format="0.0", locale=_locale(language))
    label = gettext("%(rating)s out of 5 stars") % {"rating": number}
    use = format_html('<use href="{}#stars" width="100" height="20"', static(SPRITE))
    lit = format_html('<svg width="{}" height="20">{} class="stars-on"/></svg>', tenths * 2, use)
    return format_html(
        '<svg class="stars {}" viewBox="0 0 100 20" role="img" aria-label="{}">{}/>{}</svg>', css_class, label, use, lit
    )


@register.simple_tag
def stars(rating: Amount | float | None, css_class: str = "", **attributes: str) -> SafeString:
    """Five stars lit to one tenth; nothing where there is no rating."""
    if rating is None or rating == "":
        return mark_safe("")
    try:
        tenths = round(Decimal(str(rating)) * 10)
    except InvalidOperation:
        return mark_safe("")
    return _stars(max(0, min(50, tenths)), attributes.get("class", css_class), _language(), settings.STATIC_URL)


@lru_cache(maxsize=4096)
def _rating(tenths: int, count: int, css_class: str, language: str, static_url: str) -> SafeString:
    shown = format_decimal(count, locale=_locale(language))
    spoken = ngettext("%(count)s review", "%(count)s reviews", count) % {"count": shown}
    return format_html(
        '<p class="rating">{}<span class="rating-count" aria-hidden="true">({})</span>'
        '<span class="visually-hidden">{}</span></p>',
        _stars(tenths, css_class, language, static_url),
        shown,
        spoken,
    )


@register.simple_tag
def rating(
    value: Amount | float | None, count: int | None = None, css_class: str = "", **attributes: str
) -> SafeString:
    """Stars with the number of reviews in brackets; nothing while there are no reviews."""
    if not value or not count:
        return mark_safe("")
    tenths = max(0, min(50, round(Decimal(str(value)) * 10)))
    return _rating(tenths, count, attributes.get("class", css_class), _language(), settings.STATIC_URL)


# Pictures ------------------------------------------------------------------------------------------------------------


@register.simple_tag
def picture(
    image: Any,
    sizes: str = "100vw",
    ratio: str = "",
    eager: bool = False,
    alt: str | None = None,
    **attributes: str,
) -> SafeString:
    """``{% picture image sizes="(min-width: 768px) 25vw, 50vw" ratio="4/5" eager=True alt="" class="" %}``."""
    return picture_markup(image, sizes=sizes, ratio=ratio, eager=eager, alt=alt, css_class=attributes.get("class", ""))


@register.simple_tag
def swatch(colour: str, name: str = "") -> SafeString:
    """A round of colour (``#8B1E2D``), drawn as SVG because the policy of the pages forbids inline styles."""
    if not re.fullmatch(r"#[0-9a-fA-F]{3,8}", colour or ""):
        return mark_safe("")
    meaning = format_html('role="img" aria-label="{}"', name) if name else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="swatch" viewBox="0 0 20 20" {}><circle cx="10" cy="10" r="9.5" fill="{}"/></svg>', meaning, colour
    )


# Frame ---------------------------------------------------------------------------------------------------------------


def language_prefix(language: str) -> str:
    """``""`` for the default language, ``/am`` and so on for the others."""
    return "" if language == settings.LANGUAGE_CODE else f"/{language.lower()}"


@register.simple_tag
def lang_prefix() -> str:
    """Prefix of the active language for addresses that the house fixes: ``{% lang_prefix as lp %}{{ lp }}/basket/``."""
    return language_prefix(_language())


@register.simple_tag
def html_dir() -> str:
    """``rtl`` or ``ltr`` for the active language."""
    return "rtl" if _locale(_language()).text_direction == "rtl" else "ltr"


def _without_prefix(path: str) -> str:
    for code, _name in settings.LANGUAGES:
        prefix = language_prefix(code)
        if prefix and (path == prefix or path.startswith(f"{prefix}/")):
            return path[len(prefix) :] or "/"
    return path


@register.simple_tag(takes_context=True)
def language_links(context: template.Context) -> list[dict[str, Any]]:
    """``[{code, name, url, active}]``: this page in every language.

    A view whose addresses differ by more than the prefix puts ``language_urls`` (code -> address) into the context.
    """
    request: HttpRequest | None = context.get("request")
    path = _without_prefix(request.path if request else "/")
    known: dict[str, str] = context.get("language_urls") or {}
    active = _language()
    return [
        {
            "code": code,
            "name": _own_name(code, str(name)),
            "active": code == active,
            "url": known.get(code) or f"{language_prefix(code)}{path}",
        }
        for code, name in settings.LANGUAGES
    ]


def _own_name(code: str, fallback: str) -> str:
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return str(fallback)


@register.simple_tag
def display_currencies() -> list[str]:
    """ISO codes a visitor may see prices in; the charge currency first."""
    others = getattr(settings, "SHOP_DISPLAY_CURRENCIES", ())
    return [settings.SHOP_CURRENCY, *(code for code in others if code != settings.SHOP_CURRENCY)]


@register.simple_tag
def shop_name() -> str:
    """The market's name: the setting SHOP_NAME and nothing else."""
    return str(settings.SHOP_NAME)


@register.simple_tag(takes_context=True)
def querystring_with(context: template.Context, **changes: Any) -> str:
    """The query of this page with some values changed; ``None`` removes one, and ``page`` starts again.

    ``{% querystring_with sort="price" %}``. Unlike Django's own tag it drops ``page`` unless it is given.
    """
    request: HttpRequest | None = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query.setlist(name, [str(item) for item in (value if isinstance(value, (list, tuple)) else [value])])
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag
def page_numbers(page: Any, around: int = 1) -> list[int | None]:
    """Page numbers with both ends for a Django ``Page``; ``None`` stands for a gap."""
    last = page.paginator.num_pages
    return list(_with_gaps(page.number, last, around))


def _with_gaps(current: int, last: int, around: int) -> Iterator[int | None]:
    wanted = sorted({1, last, *range(max(1, current - around), min(last, current + around) + 1)})
    before = 0
    for number in wanted:
        if number == before + 2:
            yield before + 1
        elif number > before + 2:
            yield None
        yield number
        before = number


@register.filter
def initials(name: str) -> str:
    """One or two letters for a round without a picture."""
    words = [word for word in str(name).split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper()


@register.filter
def is_checkbox(field: Any) -> bool:
    """True for a single tick, whose label stands behind it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset
