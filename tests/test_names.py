"""One name for one thing, and a private name for what is private."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from test_layers import MODULES, Function, top, tree_of

ROOT = Path(__file__).parent.parent

# Public classes and functions whose name another module has too, each with its reason.
COMMAND = "a command, and the function that it calls"
ENGINES = "what every engine offers, with the same arguments"
DOUBLED = {
    **dict.fromkeys(("attribute", "backtest", "calibrate", "compare", "forecast", "run"), COMMAND),
    **dict.fromkeys(("simulate_block", "simulate_histories"), ENGINES),
    "main": "where a module that is run as a program begins",
}
OPTIONS = "cli.options"  # annotations are named as options are typed


def definitions(tree: ast.Module, *, classes: bool = True, values: bool = True) -> Iterator[list[str]]:
    """Public names of functions, classes, and constants and types, at top level; those that are bound together."""
    for node in tree.body:
        if isinstance(node, Function) or (classes and isinstance(node, ast.ClassDef)):
            found = [node.name]
        elif values and isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found = [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]
        else:
            continue
        if public := [name for name in found if not name.startswith("_")]:
            yield public


def all_trees() -> Iterator[tuple[str, ast.Module]]:
    """Modules of the package by name, as they are parsed."""
    return ((module, tree_of(module)) for module in MODULES)


def defined_names(tree: ast.Module, *, values: bool = True) -> set[str]:
    """All of these names."""
    return {name for names in definitions(tree, values=values) for name in names}


def test_no_public_class_or_function_has_the_name_of_something_else() -> None:
    bound = {module: defined_names(tree) for module, tree in all_trees() if module != OPTIONS}
    doubled = {}
    for _, tree in all_trees():
        for name in defined_names(tree, values=False):
            places = [module for module, names in bound.items() if name in names]
            if len(places) > 1:
                doubled[name] = places
    wrong = [f"{name}: {', '.join(places)}" for name, places in doubled.items() if name not in DOUBLED]
    assert not wrong, "one name for several things: " + "; ".join(wrong)
    assert set(DOUBLED) == set(doubled), "some reason is not needed"


class Taken(NamedTuple):
    """Names that code imports, or takes from something, and words of all its strings but docstrings."""

    names: set[str]
    words: set[str]


def taken_by(tree: ast.Module) -> Taken:
    """Look once at all there is: `monkeypatch` and others look names up that stand in strings."""
    found, texts, docstrings = Taken(set(), set()), [], set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found.names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.Attribute):
            found.names.add(node.attr)
        elif isinstance(node, ast.Expr):
            docstrings.add(id(node.value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.append(node)
    for node in texts:
        if id(node) not in docstrings:
            found.words.update(re.findall(r"\w+", node.value))
    return found


def test_what_only_its_own_module_uses_is_named_privately() -> None:
    """Classes may be named in messages and schemas; what rules are made of is part of the keys of accepted sets."""
    users = [path for folder in ("tests", "benchmarks", "docs", "examples") for path in (ROOT / folder).rglob("*.py")]
    outside = [taken_by(ast.parse(path.read_text(encoding="utf-8"))) for path in users]
    pages = " ".join(path.read_text(encoding="utf-8") for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")))
    known = set(re.findall(r"\w+", pages)).union(*(names | words for names, words in outside))
    taken = {module: taken_by(tree) for module, tree in all_trees()}
    modules = Counter(name for found in taken.values() for name in found.names)
    wrong = []
    for module, tree in all_trees():
        spared = known | taken[module].words if top(module) != "rules" else defined_names(tree)
        used = spared | {name for name in modules if modules[name] > (name in taken[module].names)}
        alone = (names for names in definitions(tree, classes=False) if used.isdisjoint(names))
        wrong += [f"{MODULES[module]}: {', '.join(names)}" for names in alone]
    assert not wrong, "no other module uses it: " + "; ".join(wrong)
