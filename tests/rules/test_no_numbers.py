"""No number of the science stands in Python: what a rule weighs, limits or compares with is a parameter of a world."""

import ast
from pathlib import Path

import pytest

from nrc_sim import rules

MODULES = [path for folder in rules.__path__ for path in sorted(Path(folder).glob("*.py"))]
NEUTRAL = {0, 1}
"""Nothing, all, the step of a count, and the ends of shares and of conduct."""
MATHEMATICS = {"arithmetic"}
"""The module of mathematical constants: halves, ln 2, and the continued fraction of the hyperbolic tangent."""
OUTERMOST = {"kinds"}
"""The module of what each kind of parameter may be at most."""


def numbers_in(text: str) -> list[str]:
    """Lines and values of the numbers in rules, and of the fractions beside them, where codes are whole."""
    tree = ast.parse(text)
    inside = {id(node) for rule in ast.walk(tree) if isinstance(rule, ast.FunctionDef) for node in ast.walk(rule)}
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) in {int, float}]
    return [
        f"{node.lineno}: {node.value}"
        for node in found
        if node.value not in NEUTRAL and (id(node) in inside or isinstance(node.value, float))
    ]


def test_a_rule_holds_no_number_but_nothing_and_one():
    rules_alone = [path for path in MODULES if path.stem not in MATHEMATICS | OUTERMOST]
    assert rules_alone
    found = {path.name: numbers_in(path.read_text(encoding="utf-8")) for path in rules_alone}
    assert not {name: numbers for name, numbers in found.items() if numbers}


@pytest.mark.parametrize(
    "text", ["LIMIT = 4.0", "def rule(x):\n    return min(x, 3)", "def rule(x, y=0.5):\n    return x"]
)
def test_a_number_of_the_science_is_found(text):
    assert numbers_in(text)
