"""What the simulators remember, and the work they put off."""

import pytest

from marketplace.simulators.store import Store
from marketplace.simulators.wire import money, nested


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(str(tmp_path / "s.sqlite3"))


def test_a_changed_document_keeps_its_place(store):
    for key in ("a", "b", "c"):
        store.put("thing", key, {"key": key, "size": 1})
    store.put("thing", "a", {"key": "a", "size": 2})
    assert [row["key"] for row in store.newest("thing")] == ["c", "b", "a"]
    assert store.get("thing", "a") == {"key": "a", "size": 2}
    assert [row["key"] for row in store.newest("thing", size=1)] == ["c", "b"]


def test_only_the_newest_are_kept(store):
    for number in range(10):
        store.put("thing", str(number), {"number": number})
        store.put("other", str(number), {"number": number})
    store.trim("thing", keep=3)
    assert [row["number"] for row in store.newest("thing")] == [9, 8, 7]
    assert len(store.newest("other")) == 10


def test_what_is_due_comes_in_its_order_however_much_waits(store):
    for number in range(1200):
        store.put("job", f"later{number}", {"due": 2000.0 + number})
    store.put("job", "x", {"due": 20.5})
    store.put("job", "y", {"due": 3})
    assert [row["due"] for row in store.due("job", at=100.0)] == [3, 20.5]


def test_another_process_finds_it_all(store, tmp_path):
    store.put("thing", "a", {"words": "ትዕዛዝ"})
    assert Store(str(tmp_path / "s.sqlite3")).get("thing", "a") == {"words": "ትዕዛዝ"}


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("a", "1")], {"a": "1"}),
        ([("a[b]", "1"), ("a[c]", "2")], {"a": {"b": "1", "c": "2"}}),
        ([("a[0][b][c]", "1"), ("a[1][b][c]", "2")], {"a": [{"b": {"c": "1"}}, {"b": {"c": "2"}}]}),
        ([("a[]", "1"), ("a[]", "2")], {"a": ["1", "2"]}),
        ([("a", "1"), ("a[b]", "2")], {"a": "1"}),
    ],
)
def test_bracketed_names_are_read_as_objects_and_lists(pairs, expected):
    assert nested(pairs) == expected


@pytest.mark.parametrize("text", ["0", "-1", "NaN", "Infinity", "abc", "", None, "0.001", "1e999999"])
def test_what_is_no_amount_is_none(text):
    assert money(text) is None
