"""Equal bits on every machine: no function whose last bits differ between versions or machines is called."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "nrc_sim"
MODULES = {
    f"{folder}/{path.name}": ast.parse(path.read_text(encoding="utf-8"))
    for folder in ("rules", "engine/model", "engine/kernel", "engine/world")
    for path in sorted((SOURCE / folder).glob("*.py"))
}
RULES = [name for name in MODULES if name.startswith("rules/")]

# The built-in `sum` compensates rounding from Python 3.12 on; here it counts whole numbers.
COUNTS = {"engine/world/state.py": 1}
SUMS = {"sum", "fsum", "sumprod"}
POWERS = {"pow", "exp", "log", "log2", "log10", "tanh"}


def calls(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and last name of everything called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            yield node.lineno, called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")


def powers(tree: ast.Module) -> list[int]:
    """Lines with the operator `**`."""
    raised = [node for node in ast.walk(tree) if isinstance(node, ast.BinOp | ast.AugAssign)]
    return sorted(node.lineno for node in raised if isinstance(node.op, ast.Pow))


def taken_from_math(tree: ast.Module) -> set[str]:
    """Names that a module takes from the library of mathematics."""
    names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in {"math", "cmath"}
        for alias in node.names
    }
    inside = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name))
    return names | {node.attr for node in inside if node.value.id in {"math", "cmath"}}


def test_the_modules_are_where_this_test_looks_for_them():
    assert {name.rpartition("/")[0] for name in MODULES} == {"rules", "engine/model", "engine/kernel", "engine/world"}
    assert "rules/arithmetic.py" in MODULES


def test_no_module_adds_up_with_a_function_that_compensates_rounding():
    lines = {name: [line for line, called in calls(tree) if called in SUMS] for name, tree in MODULES.items()}
    wrong = {name: found for name, found in lines.items() if len(found) != COUNTS.get(name, 0)}
    assert not wrong, f"use added_up of rules/arithmetic.py in these modules and lines: {wrong}"


def test_a_rule_takes_nothing_but_the_square_root_from_the_library_of_mathematics():
    taken = {name: taken_from_math(MODULES[name]) - {"sqrt"} for name in RULES}
    assert not {name: found for name, found in taken.items() if found}


def test_a_rule_raises_nothing_to_a_power():
    raised = {
        name: [*powers(MODULES[name]), *(line for line, called in calls(MODULES[name]) if called in POWERS)]
        for name in RULES
    }
    assert not {name: lines for name, lines in raised.items() if lines}


def test_the_search_finds_what_it_looks_for():
    tree = ast.parse("import math\nfrom math import exp\nx = sum([1.0])\ny = x ** 2\ny **= 2\nz = math.tanh(pow(x, y))")
    assert taken_from_math(tree) == {"exp", "tanh"}
    assert powers(tree) == [4, 5]
    assert sorted(called for _, called in calls(tree)) == ["pow", "sum", "tanh"]
