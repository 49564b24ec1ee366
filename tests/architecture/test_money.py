"""Money is Decimal: no float reaches a field or a sum of money."""

import ast

from django.apps import apps
from django.db import models

from .sources import ROOMS, name_of, python_files, tree_of

MONEY_WORDS = ("price", "amount", "total", "subtotal", "discount", "tax", "fee", "balance", "refund", "commission")
MONEY_ROOMS = (
    *(f"oscar_apps/{room}" for room in ("partner", "basket", "checkout", "order", "payment", "shipping", "offer")),
    "vendors",
)


def our_models():
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in ROOMS]


def test_no_money_field_is_a_float():
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FloatField) and any(word in field.name for word in MONEY_WORDS)
    ]
    assert not wrong


def is_float_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"


def is_decimal_of_float(node: ast.AST) -> bool:
    named = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"Decimal", "D"}
    return named and any(isinstance(arg, ast.Constant) and isinstance(arg.value, float) for arg in node.args)


def test_the_rooms_of_money_never_make_a_float():
    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path in python_files()
        if name_of(path).startswith(MONEY_ROOMS)
        for node in ast.walk(tree_of(path))
        if is_float_call(node) or is_decimal_of_float(node)
    ]
    assert not wrong


def test_these_would_be_found():
    assert is_float_call(ast.parse("float(price)", mode="eval").body)
    assert is_decimal_of_float(ast.parse("Decimal(0.1)", mode="eval").body)
    assert not is_decimal_of_float(ast.parse('Decimal("0.1")', mode="eval").body)
