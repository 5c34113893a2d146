"""Neither engine contains arithmetic of its own: what moves a state is written once, as a rule that both call.

The search goes through every expression of the engines. Whole numbers that say where something stands (rows, months,
lanes, slots, lengths) may be added and multiplied, lists may be built, and anything goes inside the brackets of an
index. Numbers of the state may be added and subtracted as they are, without a number of the engine's own but 0 and 1.
What is left is arithmetic that belongs into `rules`.
"""

import ast
import importlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np
import pytest

from nrc_sim.engine.kernel.arrays import Whole, WorldArrays
from nrc_sim.engine.world import types

PACKAGE = "nrc_sim"
SOURCE = Path(__file__).parents[2] / "src" / PACKAGE / "engine"
ENGINES = ("model", "kernel")

MODULES = {f"{engine}.{path.stem}": path for engine in ENGINES for path in sorted((SOURCE / engine).glob("*.py"))}

MODULES_WITHOUT_STATE = {"kernel.compiling", "kernel.memory", "kernel.cache_folder", "kernel.checked_cache"}
"""What handles files and the compiler and sees no number of a run."""

EXCEPTIONS = {
    ("model.relationship", "added_up(last) / max(1, len(last))"): "read off a path that the run itself does not use",
}
"""Expressions that are allowed, by module, each with its reason."""

WHOLE_OF = {"world": (types.World, WorldArrays), "timing": (types.Timing,)}
"""Named groups by the name under which code holds them; their fields annotated as whole numbers are positions."""

WHOLE_FIELDS = (int, Whole, tuple[int, int])
CALENDAR = {"self.month", "model.month"}
WHOLE_KINDS = {"int", "Whole", "np", "int64", "uint64", "Words", "tuple", "dict", "str"}
WHOLE_CALLS = {"len", "int", "uint64", "int64", "arange", "count"}
PLAIN_OPERATORS = ast.Add | ast.Sub
OPERATORS = ast.Add | ast.Sub | ast.Mult | ast.Div | ast.FloorDiv | ast.Mod | ast.Pow | ast.MatMult
WHOLE_OPERATORS = ast.Add | ast.Sub | ast.Mult | ast.FloorDiv | ast.Mod
LISTS = ast.List | ast.ListComp | ast.Tuple
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
COMPREHENSIONS = ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp

LIBRARIES = {"np", "numpy", "math"}
COMPUTING = {"sum", "nansum", "fsum", "prod", "mean", "average", "dot", "matmul", "einsum", "cumprod", "convolve"}
COMPUTING |= {"add", "subtract", "multiply", "divide", "power", "exp", "log", "sqrt", "tanh", "clip", "interp"}
METHODS = {"sum", "mean", "prod", "dot", "clip", "std", "var"}
"""Functions and methods that do arithmetic under another name."""


class Search:
    """Finds arithmetic on numbers of the state in one module.

    Parameters
    ----------
    text : source of the module
    constants : values of the names at its top level, which tell whole numbers from others
    """

    def __init__(self, text: str, constants: Mapping[str, Any]) -> None:
        self.tree = ast.parse(text)
        self.constants = {name for name, value in constants.items() if holds_whole_numbers(value)}

    def found(self) -> list[tuple[int, str]]:
        """Return line and text of every expression found."""
        return [(node.lineno, ast.unparse(node)) for node in self._walk(self.tree, self.constants)]

    def _walk(self, node: ast.AST, whole: set[str]) -> Iterator[ast.AST]:
        if isinstance(node, ast.Subscript):
            yield from self._walk(node.value, whole)
            return
        if isinstance(node, FUNCTIONS | COMPREHENSIONS):
            whole = names_of_whole_numbers(node, whole)
        if is_arithmetic(node) and not is_whole(node, whole):
            yield node
            return
        for child in ast.iter_child_nodes(node):
            yield from self._walk(child, whole)


def holds_whole_numbers(value: Any) -> bool:
    """Whether a constant is a whole number, a table of them, or a compiled function that returns one."""
    if hasattr(value, "py_func"):
        return value.py_func.__annotations__.get("return") == "int"
    entries = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | tuple):
        return bool(value) and all(map(holds_whole_numbers, entries))
    return isinstance(value, int | np.integer)


def is_arithmetic(node: ast.AST) -> bool:
    """Whether a node computes a number, and does not build a list."""
    if isinstance(node, ast.Call):
        return computes(node.func)
    if isinstance(node, ast.AugAssign):
        return isinstance(node.op, OPERATORS) and not builds_list(node.value) and not is_plain(node.op, [node.value])
    if not isinstance(node, ast.BinOp) or builds_list(node):
        return False
    return isinstance(node.op, OPERATORS) and not is_plain(node.op, [node.left, node.right])


def is_plain(op: ast.operator, parts: list[ast.expr]) -> bool:
    """Whether a sum or difference takes numbers as they are: any number of the science belongs into a parameter."""
    own = [part.value for part in parts if isinstance(part, ast.Constant)]
    return isinstance(op, PLAIN_OPERATORS) and all(value in (0, 1) for value in own)


def computes(function: ast.expr) -> bool:
    """Whether a function that is called does arithmetic under another name."""
    if isinstance(function, ast.Name):
        return function.id in {"sum", "pow"}
    if not isinstance(function, ast.Attribute):
        return False
    return function.attr in (COMPUTING if ast.unparse(function.value) in LIBRARIES else METHODS)


def builds_list(node: ast.expr) -> bool:
    """Whether lists are joined or repeated."""
    if isinstance(node, ast.BinOp):
        return builds_list(node.left) or builds_list(node.right)
    return isinstance(node, LISTS)


def is_whole(node: ast.AST, whole: set[str]) -> bool:
    """Whether an expression says where something stands: it is made of whole numbers alone."""
    parts = parts_of(node)
    return all(is_whole(part, whole) for part in parts) if parts else is_whole_leaf(node, whole)


def parts_of(node: ast.AST) -> list[ast.expr]:
    """What an expression is whole of if all its parts are; nothing where it has no parts, or division between them."""
    match node:
        case ast.BinOp(left, op, right) | ast.AugAssign(left, op, right):
            return [left, right] if isinstance(op, WHOLE_OPERATORS) else []
        case ast.Subscript(ast.Attribute(attr="size")):
            return []
        case ast.UnaryOp(_, part) | ast.Subscript(part, _) | ast.Call(ast.Attribute(part, "get")):
            return [part]
        case ast.IfExp(_, part, other):
            return [part, other]
        case ast.Call(function, parts) if last_name(function) in {"min", "max", "divmod", "reshape"}:
            return parts
    return []


def is_whole_leaf(node: ast.AST, whole: set[str]) -> bool:
    """Whether a constant, name, field or call is a whole number."""
    match node:
        case ast.Constant(value):
            return type(value) is int
        case ast.Name(name):
            return name in whole
        case ast.Attribute():
            return is_whole_field(node)
        case ast.Call(function):
            return last_name(function) in WHOLE_CALLS or ast.unparse(function) in whole
    return False


def is_whole_field(field: ast.Attribute) -> bool:
    """Whether a field is annotated as a whole number in the named group that holds it, or tells a size."""
    groups = WHOLE_OF.get(last_name(field.value), ())
    kinds = {name: kind for group in groups for name, kind in get_type_hints(group).items()}
    if field.attr in kinds:
        return kinds[field.attr] in WHOLE_FIELDS
    return ast.unparse(field) in CALENDAR or field.attr in {"size", "shape"}


def last_name(node: ast.expr) -> str:
    """Last part of a dotted name."""
    return ast.unparse(node).rpartition(".")[2]


def names_of_whole_numbers(scope: ast.AST, outer: set[str]) -> set[str]:
    """Names that hold whole numbers throughout a function: by annotation, as counters of loops, or as assigned."""
    whole = outer | set(annotated(scope)) | set(counters(scope))
    assigned = list(assignments(scope))
    whole |= {name for name, _ in assigned}
    # Whoever is once assigned something else is no whole number, and neither is what is made of it.
    while wrong := {name for name, value in assigned if name in whole and not is_whole(value, whole)}:
        whole -= wrong
    return whole


def annotated(scope: ast.AST) -> Iterator[str]:
    """Parameters of a function that are annotated as whole numbers, or tuples of them."""
    if isinstance(scope, FUNCTIONS):
        for argument in (*scope.args.posonlyargs, *scope.args.args, *scope.args.kwonlyargs):
            kind = ast.unparse(argument.annotation) if argument.annotation is not None else "unknown"
            if WHOLE_KINDS.issuperset(re.findall(r"\w+", kind)):
                yield argument.arg


def counters(scope: ast.AST) -> Iterator[str]:
    """Names that count the rounds of a loop, by `range` or `enumerate`."""
    for node in ast.walk(scope):
        if isinstance(node, ast.For | ast.comprehension) and isinstance(node.iter, ast.Call):
            called = ast.unparse(node.iter.func)
            target = node.target.elts[0] if isinstance(node.target, ast.Tuple) else node.target
            if called in {"range", "enumerate"} and isinstance(target, ast.Name):
                yield target.id


def assignments(scope: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Names assigned in a function, each with its value; a name unpacked from anything else has no whole value."""
    for node in ast.walk(scope):
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield node.target.id, node.value
        if isinstance(node, ast.Assign):
            for target in node.targets:
                yield from unpacked(target, node.value)


def unpacked(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Pair each name of a target with its value."""
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple):
        values = value.elts if isinstance(value, ast.Tuple) else [value] * len(target.elts)
        for part, part_value in zip(target.elts, values, strict=False):
            yield from unpacked(part, part_value)


def searched(module: str) -> list[tuple[int, str]]:
    name = f"{PACKAGE}.engine.{module.removesuffix('.__init__')}"
    return Search(MODULES[module].read_text(encoding="utf-8"), vars(importlib.import_module(name))).found()


def found_in(body: str, parameters: str = "") -> list[str]:
    """Search the body of one function."""
    lines = "\n    ".join(body.splitlines())
    return [text for _, text in Search(f"def stage({parameters}):\n    {lines}", {"LANES": 64, "LIMIT": 4.0}).found()]


def test_both_engines_are_where_this_test_looks_for_them():
    assert {module.partition(".")[0] for module in MODULES} == set(ENGINES)
    assert set(MODULES) >= MODULES_WITHOUT_STATE


def test_an_engine_contains_no_state_arithmetic_of_its_own():
    found = {module: searched(module) for module in sorted(set(MODULES) - MODULES_WITHOUT_STATE)}
    wrong = [
        f"{MODULES[module]}:{line} {text}"
        for module, expressions in found.items()
        for line, text in expressions
        if (module, text) not in EXCEPTIONS
    ]
    assert not wrong, "arithmetic on numbers of the state belongs into rules: " + "; ".join(wrong)
    gone = {(module, text) for module, text in EXCEPTIONS if text not in [text for _, text in found[module]]}
    assert not gone, f"exceptions for what is no longer there: {gone}"


@pytest.mark.parametrize(
    "text",
    [
        "state[row, lane] = state[row, lane] * 0.5",
        "return value / len(values)",
        "trust += 0.5",
        "trust += weight * news",
        "number = 1\nnumber = trust\nreturn number * 2",
        "return 4.0 - self.months",
        "return trust + 0.5 * news",
        "return 2 * value + LIMIT",
        "mean = np.mean(values)",
        "total = values.sum()",
        "total = sum(values)",
        "return [0.5 * value for value in values]",
        "return rest**2 @ weights",
    ],
)
def test_the_search_finds(text):
    assert len(found_in(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "self.month += 1",
        "trust += news",
        "apart = trust - disposition",
        "codes[rows.held_for, lane] += 1",
        "return 1.0 - commitment",
        "last = world.months - 1",
        "state[rows.fear + member, lane] = trust",
        "for lane in range(LANES):\n    word = first_lane(lane + 1)",
        "count = len(values)\nslots = 2 * count + 2",
        "values = [0.0] * len(members)",
        "moves = [a for a in first] + second",
        "spans += [first, last]",
        "year, month = divmod(world.start + self.month, 12)\nnext_month = month + 1",
        "lanes = state.shape[1] // LANES",
        "row = self.month\nrow += 1",
        "return -1",
    ],
)
def test_the_search_lets_pass(text):
    assert found_in(text) == []


def test_the_search_knows_whole_numbers_by_their_annotation():
    assert found_in("return month * LANES + lane", "month: int, lane: int") == []
    assert found_in("return month * LANES + lane", "month: float, lane: int") == ["month * LANES"]
    assert found_in("row, lane = place\nreturn row + 1", "place: tuple[int, int]") == []
    assert found_in("row, level = place\nreturn level * 2", "place: tuple[int, float]") == ["level * 2"]
