"""The order of the layers, what heavy libraries may be reached from where, and the sizes of files and functions."""

import ast
import graphlib
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "nrc_sim"
PACKAGE = "nrc_sim"
VERSION = "nrc_sim.__version__"  # the one public name that any module may take from the package itself

# The plan of the house: a room imports only rooms before it.
ROOMS = (
    *("errors", "version", "text", "rules", "scenario"),
    *("engine", "study", "analysis", "evidence", "figures", "api", "dashboard", "cli", "__main__"),
)
LOOSE = {"errors", "version", "api", "__main__"}  # files of their own, all else in the top folder is a folder

# The only module, or package, that may import the library.
IMPORTERS = {
    "yaml": "scenario.reading",
    "mesa": "engine.model",
    "numba": "engine.kernel",
    "matplotlib": "figures.drawing",
    "dash": "dashboard",
    "flask": "dashboard",
    "werkzeug": "dashboard",
    "dask": "study.cluster",
    "distributed": "study.cluster",
    "cloudpickle": "study.cluster",
    "fsspec": "study.store.addresses",
}
HEAVY = ("mesa", "numba", "matplotlib", "xarray", "zarr", "pandas", "dask", "distributed", "dash", "flask")

NAMES = re.compile(r"(?<![a-z0-9])(russian?|nato|missile[ _]defen[cs]e|afghan(istan)?|2013)(?![a-z0-9])", re.IGNORECASE)

MAXIMUM_FILE_LINES = 300
MAXIMUM_FUNCTION_LINES = 50
MAXIMUM_PARAMETERS = 6
# Entry points whose options, all given by name, are their parameters.
MANY_PARAMETERS = {
    "api.run",
    "cli.backtest.backtest",
    "evidence.backtest.backtesting.backtest",
    "cli.forecast.forecast",
    "evidence.assimilation.forecast.forecast",
    "study.experiments.run_experiments",
    "analysis.trace.branching.branch_run",
    *(f"cli.{name}.{name}" for name in ("run", "compare", "verify", "hindcast", "learn", "sensitivity")),
    *(
        f"cli.{name}.{name}"
        for name in ("answer", "plot", "attribute", "turning_points", "trace", "branch", "equilibria", "events")
    ),
    "cli.new.new_world",
    "cli.calibrate.calibrate",
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def module_name(path: Path) -> str:
    """Name inside the package, dotted; empty for the package itself."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(SOURCE.rglob("*.py"))}
INNER = [name for name in MODULES if name]


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"), str(MODULES[module]))


def dotted(*parts: str) -> str:
    return ".".join(part for part in parts if part)


def from_target(node: ast.ImportFrom, module: str) -> str:
    """Absolute name of the module in `from ... import`."""
    if not node.level:
        return node.module or ""
    folders = MODULES[module].parent.relative_to(SOURCE).parts
    kept = (PACKAGE, *folders)[: 1 + len(folders) - (node.level - 1)]
    return dotted(*kept, node.module or "")


@cache
def imported_names(module: str) -> list[tuple[int, str]]:
    """Line and absolute name of everything a module imports, wherever the import stands in it."""
    found = []
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(node.lineno, dotted(from_target(node, module), alias.name)) for alias in node.names]
    return found


def inner_imports(module: str) -> Iterator[tuple[int, str]]:
    """Line and module of the package for every import of the package; empty name: the package itself."""
    for line, name in imported_names(module):
        if top(name) == PACKAGE and name != VERSION:
            inside = name.split(".")[1:]
            starts = [".".join(inside[:length]) for length in range(1, len(inside) + 1)]
            found = [module for module in starts if module in MODULES]
            yield line, found[-1] if found else ""


def typing_lines(module: str) -> set[int]:
    """Lines that only a type checker reads."""
    blocks = [node for node in ast.walk(tree_of(module)) if isinstance(node, ast.If)]
    checked = [node for node in blocks if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"]
    return {line for node in checked for line in range(node.lineno, node.end_lineno + 1)}


def top(module: str) -> str:
    return module.partition(".")[0]


def functions(tree: ast.Module) -> Iterator[tuple[Function, bool]]:
    """Every function, and whether it is a method."""
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, Function):
                yield child, isinstance(node, ast.ClassDef)


def function_lines(function: Function) -> int:
    first = function.body[0]
    lines = function.end_lineno - function.lineno + 1
    return lines - (first.end_lineno - first.lineno + 1 if is_text(first) else 0)


def parameter_count(function: Function, *, method: bool) -> int:
    arguments = function.args
    count = len(arguments.posonlyargs) + len(arguments.args) + len(arguments.kwonlyargs)
    static = any(isinstance(item, ast.Name) and item.id == "staticmethod" for item in function.decorator_list)
    return count - (method and not static)


def is_text(node: ast.AST) -> bool:
    """Whether a statement is nothing but a string: the docstring of a module, class, function or attribute."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def code_tokens(module: str) -> Iterator[tokenize.TokenInfo]:
    """Tokens of a module without comments and docstrings."""
    docstrings = {node.lineno for node in ast.walk(tree_of(module)) if is_text(node)}
    text = MODULES[module].read_text(encoding="utf-8")
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        docstring = token.type == tokenize.STRING and token.start[0] in docstrings
        if token.type != tokenize.COMMENT and not docstring:
            yield token


def test_the_package_is_where_the_tests_look_for_it() -> None:
    assert "errors" in MODULES, f"no sources found under {SOURCE}"


def folders_in_order(room: str) -> list[str]:
    """Read the order of the folders and files of a room from its docstring; none if it states none."""
    stated = re.search(r"order inside is ([^.]*)\.", ast.get_docstring(tree_of(room)) or "")
    return re.findall(r"`(\w+)`", stated[1]) if stated else []


def runs_up(module: str, target: str) -> bool:
    """Whether a module imports from a later room, or from a later folder of its own."""
    if not target or top(target) != top(module):
        return bool(target) and ROOMS.index(top(target)) > ROOMS.index(top(module))
    order = folders_in_order(top(module)) if top(module) not in LOOSE else []
    here, there = (f"{name}..".split(".")[1] for name in (module, target))
    return bool(order and here and there) and order.index(there) > order.index(here)


def test_every_module_stands_in_a_room() -> None:
    assert {top(module) for module in INNER} == set(ROOMS)
    assert {name for name in INNER if "." not in name and MODULES[name].name != "__init__.py"} == LOOSE


@pytest.mark.parametrize("room", [room for room in ROOMS if room not in LOOSE])
def test_a_room_says_what_lives_in_it_and_in_which_order(room: str) -> None:
    assert ast.get_docstring(tree_of(room))
    order = folders_in_order(room)
    there = {module.split(".")[1] for module in INNER if module.startswith(f"{room}.")}
    assert not order or set(order) == there


def test_no_import_runs_up() -> None:
    wrong = [
        f"{MODULES[module]}:{line} imports {dotted(PACKAGE, target)}"
        for module in INNER
        for line, target in inner_imports(module)
        if runs_up(module, target)
    ]
    assert not wrong, "; ".join(wrong)


def test_no_two_modules_import_each_other_even_in_a_roundabout_way() -> None:
    graph = {}
    for module in INNER:
        unread = typing_lines(module)
        graph[module] = {target for line, target in inner_imports(module) if line not in unread} - {module}
    graphlib.TopologicalSorter(graph).prepare()


def test_a_rule_needs_nothing_but_numbers_and_other_rules() -> None:
    allowed = ("__future__.", "collections.abc.", "math.sqrt", "typing.", f"{PACKAGE}.rules.")
    wrong = [
        f"{MODULES[module]}:{line} imports {name}"
        for module in INNER
        if top(module) == "rules"
        for line, name in imported_names(module)
        if not name.startswith(allowed)
    ]
    assert not wrong, "; ".join(wrong)


@pytest.mark.parametrize(("library", "importer"), IMPORTERS.items())
def test_a_library_is_imported_in_one_place_only(library: str, importer: str) -> None:
    wrong = [
        f"{MODULES[module]}:{line} imports {name}; only {importer} may"
        for module in MODULES
        for line, name in imported_names(module)
        if top(name) == library and module != importer and not module.startswith(f"{importer}.")
    ]
    assert not wrong, "; ".join(wrong)


@pytest.mark.parametrize("module", [PACKAGE, f"{PACKAGE}.cli"])
def test_importing_the_package_or_its_command_line_loads_no_heavy_library(module: str) -> None:
    code = f"import {module}, sys; print(*sorted({set(HEAVY)} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [], f"import {module} loads {done.stdout.strip()}"


def test_code_knows_no_actor_issue_or_year_by_name() -> None:
    wrong = [
        f"{path}:{token.start[0]} {token.string.strip()[:60]}"
        for module, path in MODULES.items()
        for token in code_tokens(module)
        if NAMES.search(token.string)
    ]
    assert not wrong, "names belong in YAML, or in comments and docstrings: " + "; ".join(wrong)


@pytest.mark.parametrize("text", ["NATO", "nato_index", "missile_defense_partial", "missile defence", "2013-01"])
def test_the_search_for_names_finds(text: str) -> None:
    assert NAMES.search(text)


@pytest.mark.parametrize("text", ["coordinator", "12013", "senator", "defense", "signatory"])
def test_the_search_for_names_lets_pass(text: str) -> None:
    assert not NAMES.search(text)


def test_files_are_short() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES.values()}
    wrong = [f"{path} has {found} lines" for path, found in lines.items() if found > MAXIMUM_FILE_LINES]
    assert not wrong, f"at most {MAXIMUM_FILE_LINES}: " + "; ".join(wrong)


def test_functions_are_short_and_take_few_parameters() -> None:
    wrong = []
    for module, path in MODULES.items():
        for function, method in functions(tree_of(module)):
            place = f"{path}:{function.lineno} {function.name}"
            lines, parameters = function_lines(function), parameter_count(function, method=method)
            if lines > MAXIMUM_FUNCTION_LINES:
                wrong.append(f"{place} has {lines} lines, at most {MAXIMUM_FUNCTION_LINES}")
            if parameters > MAXIMUM_PARAMETERS and dotted(module, function.name) not in MANY_PARAMETERS:
                wrong.append(f"{place} has {parameters} parameters: a named group is missing")
    assert not wrong, "; ".join(wrong)
