"""Gettext catalogues without gettext's programs: extract with Babel, merge, compile.

    python scripts/messages.py            update every locale/<lang>/LC_MESSAGES/django.po and compile its .mo
    python scripts/messages.py --check    change nothing; fail on missing, fuzzy or broken entries and stale files

`locale/borrowed.pot` (optional, kept by hand) holds messages of Django, Oscar and Wagtail that our pages show and that
those projects do not translate into our languages; they are merged like our own.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
LANGUAGES = ("en", "am", "sw", "fr", "ar")
SOURCE_LANGUAGE = "en"  # the message is the text
ROOMS = ("marketplace", "oscar_apps", "vendors", "cms")
KEYWORDS = {
    **dict.fromkeys(("_", "_t", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
HEADER = "# The shop's words. Written by scripts/messages.py; only the msgstr lines are edited by hand."
COMMENT_TAGS = ("Translators",)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w+\}|%[sd]")
MARKUP = re.compile(r"</?[a-z][a-z0-9]*")


def sources(suffixes: tuple[str, ...]) -> Iterator[Path]:
    """Our own files, in a fixed order so that catalogues do not shuffle."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in suffixes and "migrations" not in path.parts:
                yield path


def _template_as_python(path: Path) -> bytes:
    """Django's own reading of a template as pseudo-Python; indentation means nothing there and would not parse."""
    from django.utils.translation.template import templatize

    text = templatize(path.read_text(encoding="utf-8"), origin=path.name)
    return "\n".join(line.strip() for line in text.splitlines()).encode()


def _messages_of(path: Path) -> Iterator[tuple]:
    code = path.read_bytes() if path.suffix == ".py" else _template_as_python(path)
    for _line, function, arguments, comments in extract_python(
        io.BytesIO(code), KEYWORDS, COMMENT_TAGS, {"encoding": "utf-8"}
    ):
        found = _read_call(function, arguments)
        if found:
            yield *found, comments


def _read_call(function: str, arguments: object) -> tuple[str | tuple[str, str], str | None] | None:
    """(message or (singular, plural), context) of one call, or None when it has no literal text."""
    parts = list(arguments) if isinstance(arguments, tuple | list) else [arguments]
    context = parts.pop(0) if "pgettext" in function else None
    wanted = 2 if "ngettext" in function or "npgettext" in function else 1
    texts = parts[:wanted]
    if len(texts) < wanted or not all(isinstance(text, str) and text for text in texts):
        return None
    return (texts[0] if wanted == 1 else (texts[0], texts[1])), context


def extract() -> Catalog:
    """Every message of our code and templates, with the files that use it."""
    template = Catalog(charset="utf-8")
    for path in sources((".py", ".html", ".txt")):
        place = path.relative_to(ROOT).as_posix()
        for message, context, comments in _messages_of(path):
            template.add(message, context=context, locations=[(place, None)], auto_comments=comments)
    borrowed = LOCALE / "borrowed.pot"
    if borrowed.exists():
        for entry in read_po(borrowed.open("rb")):
            if entry.id and template.get(entry.id, entry.context) is None:
                template.add(entry.id, context=entry.context, auto_comments=["Borrowed: shown by our pages"])
    return template


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read_catalogue(language: str) -> Catalog:
    path = po_path(language)
    if not path.exists():
        return Catalog(
            locale=language, header_comment=HEADER, project="marketplace", version="1", charset="utf-8", fuzzy=False
        )
    with path.open("rb") as file:
        return read_po(file, locale=language)


def merged(language: str, template: Catalog) -> Catalog:
    """The language's catalogue with exactly the template's messages; guesses are never made."""
    catalogue = read_catalogue(language)
    # A copy, because Babel puts the template's own message objects into the catalogue.
    catalogue.update(deepcopy(template), no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    if language == SOURCE_LANGUAGE:
        speak_for_itself(catalogue)
    return catalogue


def speak_for_itself(catalogue: Catalog) -> None:
    """Say each message in its own words: Oscar's English calls our basket a cart, our voucher a coupon."""
    for entry in catalogue:
        if entry.id and not any(forms(entry.string)):
            entry.string = entry.id


def po_bytes(catalogue: Catalog) -> bytes:
    """The .po file; without dates, so that an unchanged catalogue is an unchanged file."""
    out = io.BytesIO()
    write_po(out, catalogue, width=110, omit_header=False, sort_output=True)
    dated = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By', b'"Report-Msgid')
    return b"".join(line for line in out.getvalue().splitlines(keepends=True) if not line.startswith(dated))


def mo_bytes(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def forms(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (str(value or ""),)


def broken_entries(language: str, catalogue: Catalog) -> list[str]:
    """What a translator still has to do, one line per entry."""
    return [
        f"{language}: {complaint}: {forms(entry.id)[0]!r}"
        for entry in catalogue
        if entry.id and (complaint := _complaint(entry, may_be_empty=language == SOURCE_LANGUAGE))
    ]


def _complaint(entry: object, *, may_be_empty: bool) -> str:
    written = forms(entry.string)
    if not all(written):
        return "" if may_be_empty else "no translation"
    if entry.fuzzy:
        return "fuzzy"
    allowed = set().union(*(PLACEHOLDER.findall(text) for text in forms(entry.id)))
    if any(not set(PLACEHOLDER.findall(text)) <= allowed for text in written):
        return "unknown placeholder"
    # The last form is the general plural and must name everything that the source's does.
    if set(PLACEHOLDER.findall(written[-1])) != set(PLACEHOLDER.findall(forms(entry.id)[-1])):
        return "placeholder lost"
    if sorted(MARKUP.findall(written[-1])) != sorted(MARKUP.findall(forms(entry.id)[-1])):
        return "markup differs"
    return ""


def _mo_key(entry: Message) -> tuple[tuple[str, ...], str]:
    """A message's name; Babel gives a compiled file's plural forms as a list and its contexts as bytes."""
    context = entry.context or ""
    return forms(entry.id), context.decode() if isinstance(context, bytes) else context


def _same_messages(compiled: Path, catalogue: Catalog) -> bool:
    if not compiled.exists():
        return False
    with compiled.open("rb") as file:
        have = {_mo_key(entry): forms(entry.string) for entry in read_mo(file) if entry.id}
    want = {_mo_key(e): forms(e.string) for e in catalogue if e.id and any(forms(e.string)) and not e.fuzzy}
    return have == want


def check() -> list[str]:
    """Every complaint about the committed catalogues; an empty list when they are complete and fresh."""
    template, complaints = extract(), []
    wanted = {(entry.id, entry.context) for entry in template if entry.id}
    for language in LANGUAGES:
        catalogue = read_catalogue(language)
        have = {(entry.id, entry.context) for entry in catalogue if entry.id}
        complaints += [f"{language}: not in the catalogue: {forms(key[0])[0]!r}" for key in wanted - have]
        complaints += [f"{language}: no longer used: {forms(key[0])[0]!r}" for key in have - wanted]
        complaints += broken_entries(language, catalogue)
        if not _same_messages(po_path(language).with_suffix(".mo"), catalogue):
            complaints.append(f"{language}: django.mo is older than django.po")
    return sorted(complaints)


def update() -> list[str]:
    """Rewrite and compile all catalogues; returns what is left to translate."""
    template, left = extract(), []
    for language in LANGUAGES:
        catalogue, path = merged(language, template), po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(po_bytes(catalogue))
        path.with_suffix(".mo").write_bytes(mo_bytes(catalogue))
        left += broken_entries(language, catalogue)
    return left


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, fail when something is missing")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.test")
    sys.path.insert(0, str(ROOT))
    complaints = check() if arguments.check else update()
    for line in complaints[:200]:
        print(line)
    print(f"{len(complaints)} entries need attention." if complaints else "Catalogues are complete.")
    return 1 if complaints and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
