"""Small faults that can be planted in the syntax tree of a module; see `plant_mutants.py`."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

Variant = tuple[str, ast.AST]

SUMS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
PAIRS = (("min", "max"), ("minimum", "maximum"), ("any", "all"), ("floor", "ceil"), ("argmin", "argmax"))
OPPOSITES = {one: other for pair in PAIRS for one, other in (pair, pair[::-1])}
SYMMETRIC = {
    "array_equal",
    "hypot",
    "isinstance",
    "max",
    "maximum",
    "mean_of_both",
    "measure_precision",
    "min",
    "minimum",
    "shared_clock",
}
"""Functions whose arguments may change places."""

LEFT_ALONE = (ast.Import, ast.ImportFrom, ast.Raise, ast.JoinedStr, ast.Assert)
LISTS = (ast.List, ast.ListComp, ast.Tuple, ast.JoinedStr)


@dataclass(frozen=True)
class Site:
    """A place in a module, by its number in the order of the tree, and what is planted there."""

    number: int
    line: int
    what: str
    before: str
    after: str


def changed(node: ast.AST, **fields: object) -> ast.AST:
    """Return a copy of a node with other fields."""
    made = copy.deepcopy(node)
    for name, value in fields.items():
        setattr(made, name, copy.deepcopy(value))
    return made


def makes_no_difference(part: ast.AST, call: ast.AST) -> bool:
    """Whether a fault in a part of a call changes nothing that is computed.

    NumPy takes any number below zero for a length it has to find, `zeros_like` takes the form of an array alone, and
    `strict` is an assertion about the code itself.
    """
    name = (getattr(call.func, "id", "") or getattr(call.func, "attr", "")) if isinstance(call, ast.Call) else ""
    if name == "zip":
        return isinstance(part, ast.keyword) and part.arg == "strict"
    return name == "zeros_like" or (name == "reshape" and ast.unparse(part) == "-1")


def is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)


def number_variants(node: ast.Constant) -> Iterator[Variant]:
    if isinstance(node.value, bool):
        yield "a truth value turned", changed(node, value=not node.value)
    elif isinstance(node.value, int):
        yield "one more", changed(node, value=node.value + 1)
        yield "one less", changed(node, value=node.value - 1)
    elif isinstance(node.value, float):
        yield "a number doubled", changed(node, value=2.0 * node.value if node.value else 0.5)
        yield "a number halved", changed(node, value=0.5 * node.value if node.value else -0.5)


def joins_lists(node: ast.BinOp) -> bool:
    """Whether an operator joins texts or lists, where a fault would only crash."""
    parts = (node.left, node.right)
    texts = any(isinstance(part, ast.Constant) and isinstance(part.value, str) for part in parts)
    return texts or any(isinstance(part, LISTS) for part in parts)


def operator_variants(node: ast.BinOp) -> Iterator[Variant]:
    if type(node.op) not in SUMS or joins_lists(node):
        return
    yield "another operator", changed(node, op=SUMS[type(node.op)]())
    yield "the right term left out", copy.deepcopy(node.left)
    if isinstance(node.op, ast.Add | ast.Mult):
        yield "the left term left out", copy.deepcopy(node.right)


def sum_variants(node: ast.AugAssign) -> Iterator[Variant]:
    if type(node.op) in SUMS:
        yield "another operator", changed(node, op=SUMS[type(node.op)]())


def unary_variants(node: ast.UnaryOp) -> Iterator[Variant]:
    if isinstance(node.op, ast.USub | ast.Not):
        yield "a sign dropped", copy.deepcopy(node.operand)


def comparison_variants(node: ast.Compare) -> Iterator[Variant]:
    for place, op in enumerate(node.ops):
        for other in COMPARISONS[type(op)]:
            yield "a comparison moved", changed(node, ops=[*node.ops[:place], other(), *node.ops[place + 1 :]])


def boolean_variants(node: ast.BoolOp) -> Iterator[Variant]:
    yield "`and` for `or`", changed(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    yield "a condition left out", copy.deepcopy(node.values[0])


def branch_variants(node: ast.IfExp) -> Iterator[Variant]:
    yield "the other branch", changed(node, body=node.orelse, orelse=node.body)
    yield "one branch always", copy.deepcopy(node.body)


def if_variants(node: ast.If) -> Iterator[Variant]:
    if not (isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"):
        yield "the other branch", changed(node, test=ast.UnaryOp(ast.Not(), node.test))


def call_variants(node: ast.Call) -> Iterator[Variant]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    if name in OPPOSITES:
        yield "the opposite function", changed(node, func=renamed(node.func, OPPOSITES[name]))
    if name == "mean" and isinstance(node.func, ast.Attribute):
        median = ast.Attribute(ast.Name("np", ast.Load()), "median", ast.Load())
        yield "a median for a mean", changed(node, func=median, args=[node.func.value, *node.args])
    if len(node.args) >= 2 and name not in SYMMETRIC and not any(isinstance(part, ast.Starred) for part in node.args):
        yield "two arguments in each other's place", changed(node, args=[node.args[1], node.args[0], *node.args[2:]])


def renamed(function: ast.expr, name: str) -> ast.AST:
    return changed(function, **({"id": name} if isinstance(function, ast.Name) else {"attr": name}))


def step_variants(node: ast.Expr) -> Iterator[Variant]:
    if isinstance(node.value, ast.Call):
        yield "a step left out", ast.Pass()


VARIANTS = {
    ast.Constant: number_variants,
    ast.BinOp: operator_variants,
    ast.AugAssign: sum_variants,
    ast.UnaryOp: unary_variants,
    ast.Compare: comparison_variants,
    ast.BoolOp: boolean_variants,
    ast.IfExp: branch_variants,
    ast.If: if_variants,
    ast.Call: call_variants,
    ast.Expr: step_variants,
}


def shown(node: ast.AST) -> str:
    """Return a node in one line; of a block only its head."""
    return " ".join(ast.unparse(ast.fix_missing_locations(node)).splitlines()[0].split())


class Planter(ast.NodeTransformer):
    """Goes through a tree in its order, notes every place for a fault, and plants one of them."""

    def __init__(self, wanted: int | None = None) -> None:
        self.wanted = wanted
        self.sites: list[Site] = []
        self.count = 0

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, LEFT_ALONE):
            return node
        result = node
        for what, variant in VARIANTS[type(node)](node) if type(node) in VARIANTS else ():
            if self.count == self.wanted:
                result = ast.copy_location(variant, node)
            before, after = shown(node), shown(variant)
            if before != after:
                self.sites.append(Site(self.count, node.lineno, what, before, after))
            self.count += 1
        return result if result is not node else self.visit_parts(node)

    def visit_parts(self, node: ast.AST) -> ast.AST:
        """Go on with the parts of a node, but not with its annotations and decorators."""
        unread = {"annotation", "returns", "decorator_list", "bases", "type_params"}
        for name, value in ast.iter_fields(node):
            if name in unread:
                continue
            if isinstance(value, list):
                value[:] = [self.visit_part(part, node) for part in value]
            elif isinstance(value, ast.AST):
                setattr(node, name, self.visit(value))
        return node

    def visit_part(self, part: object, whole: ast.AST) -> object:
        """Go on with one of several parts of a node, if it belongs to the tree and a fault in it can be noticed."""
        return self.visit(part) if isinstance(part, ast.AST) and not makes_no_difference(part, whole) else part


def sites_of(text: str) -> list[Site]:
    """Return every place of a module at which a fault can be planted."""
    planter = Planter()
    planter.visit(ast.parse(text))
    return planter.sites


def plant(text: str, site: Site) -> str:
    """Return the text of a module with one fault."""
    planted = Planter(site.number).visit(ast.parse(text))
    return ast.unparse(ast.fix_missing_locations(planted))
