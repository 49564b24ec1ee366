"""Messages are found in code and templates, and incomplete catalogues are complained about."""

import pytest
from babel.messages import Catalog

TEMPLATE = """
<div title="{% translate 'Hello "you"' %}">
    {% blocktranslate trimmed count n=3 with a=b %}
       One {{ a }} thing
    {% plural %}
       {{ n }} things {{ a }}
    {% endblocktranslate %}
  {% if x %}
        {% translate "Order" context "verb" %}{{ _("under") }} {{ x|default:_("filter") }}
  {% endif %} it's (( unbalanced " quote
</div>
"""
CODE = """
from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext, pgettext

TITLE = _("A title")
LONG = _("in two "
         "parts")


def say(count, word):
    return ngettext("%(n)s piece", "%(n)s pieces", count), pgettext("verb", "Order"), _(word), _t("Saved")
"""


@pytest.fixture
def messages(script):
    return script("messages")


def found_in(messages, path) -> list[tuple]:
    return [(message, context) for message, context, _comments in messages._messages_of(path)]


def test_templates_give_their_messages(messages, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(TEMPLATE)
    assert found_in(messages, path) == [
        ('Hello "you"', None),
        (("One %(a)s thing", "%(n)s things %(a)s"), None),
        ("Order", "verb"),
        ("under", None),
        ("filter", None),
    ]


def test_code_gives_its_messages_and_leaves_variables_alone(messages, tmp_path):
    path = tmp_path / "code.py"
    path.write_text(CODE)
    assert found_in(messages, path) == [
        ("A title", None),
        ("in two parts", None),
        (("%(n)s piece", "%(n)s pieces"), None),
        ("Order", "verb"),
        ("Saved", None),
    ]


def complaint(messages, message, translation, *, language="fr", **extra) -> list[str]:
    catalogue = Catalog(locale=language)
    catalogue.add(message, translation, **extra)
    return [line.split(": ")[1] for line in messages.broken_entries(language, catalogue)]


@pytest.mark.parametrize(
    ("message", "translation", "expected"),
    [
        ("Basket", "Panier", []),
        ("Basket", "", ["no translation"]),
        ("Only %(n)s left", "Plus que %(n)s", []),
        ("Only %(n)s left", "Plus que", ["placeholder lost"]),
        ("Only %(n)s left", "Plus que %(m)s", ["unknown placeholder"]),
        ("<b>Now</b>", "Maintenant", ["markup differs"]),
        (("%(n)s piece", "%(n)s pieces"), ("une pièce", "%(n)s pièces"), []),
        (("%(n)s piece", "%(n)s pieces"), ("une pièce", ""), ["no translation"]),
    ],
)
def test_translations_are_judged(messages, message, translation, expected):
    assert complaint(messages, message, translation) == expected


def test_a_fuzzy_entry_is_not_a_translation(messages):
    assert complaint(messages, "Basket", "Panier", flags=["fuzzy"]) == ["fuzzy"]


def test_the_source_language_may_stay_empty(messages):
    assert complaint(messages, "Basket", "", language="en") == []


@pytest.fixture
def small_project(messages, tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    monkeypatch.setattr(messages, "LANGUAGES", ("en", "fr"))
    (tmp_path / "vendors").mkdir()
    (tmp_path / "vendors" / "views.py").write_text('_("Basket")\n')
    (tmp_path / "locale").mkdir()
    return tmp_path


def test_update_writes_and_compiles_and_check_agrees_once_translated(messages, small_project):
    assert messages.update() == ["fr: no translation: 'Basket'"]
    po = messages.po_path("fr")
    po.write_text(po.read_text().replace('msgid "Basket"\nmsgstr ""', 'msgid "Basket"\nmsgstr "Panier"'))
    assert messages.check() == ["fr: django.mo is older than django.po"]
    assert messages.update() == []
    assert messages.check() == []
    before = po.read_bytes()
    messages.update()
    assert po.read_bytes() == before


def test_check_finds_what_is_new_and_what_is_gone(messages, small_project):
    messages.update()
    (small_project / "vendors" / "views.py").write_text('_("Order")\n')
    complaints = messages.check()
    assert "fr: not in the catalogue: 'Order'" in complaints
    assert "en: no longer used: 'Basket'" in complaints


def test_borrowed_messages_are_merged(messages, small_project):
    (small_project / "locale" / "borrowed.pot").write_text(
        'msgid ""\nmsgstr ""\n\nmsgid "Enter a number."\nmsgstr ""\n'
    )
    messages.update()
    assert 'msgid "Enter a number."' in messages.po_path("fr").read_text()
