"""One name for one thing."""

import ast
from collections.abc import Iterator

from test_layers import TREES, Function

# Public classes and functions whose name another module has too, each with its reason.
COMMAND = "a command, and the function that it calls"
ENGINES = "what every engine offers, with the same arguments"
DOUBLED = {
    **dict.fromkeys(("attribute", "calibrate", "compare", "run"), COMMAND),
    **dict.fromkeys(("simulate_block", "simulate_histories"), ENGINES),
    "main": "where a module that is run as a program begins",
}
OPTIONS = "cli.options"  # annotations are named as options are typed


def definitions(tree: ast.Module, *, classes: bool = True, values: bool = True) -> Iterator[str]:
    """Public names of functions, classes, and constants and types, at top level."""
    for node in tree.body:
        if isinstance(node, Function) or (classes and isinstance(node, ast.ClassDef)):
            found = [node.name]
        elif values and isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found = [name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)]
        else:
            continue
        yield from (name for name in found if not name.startswith("_"))


def test_no_public_class_or_function_has_the_name_of_something_else() -> None:
    bound = {module: set(definitions(tree)) for module, tree in TREES.items() if module != OPTIONS}
    doubled = {}
    for tree in TREES.values():
        for name in definitions(tree, values=False):
            places = [module for module, names in bound.items() if name in names]
            if len(places) > 1:
                doubled[name] = places
    wrong = [f"{name}: {', '.join(places)}" for name, places in doubled.items() if name not in DOUBLED]
    assert not wrong, "one name for several things: " + "; ".join(wrong)
    assert set(DOUBLED) == set(doubled), "some reason is not needed"
