"""Write the reference of commands and of public names from the program itself, and let searches find every key."""

import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

import nrc_sim
from nrc_sim.cli.entry import _commands

KEYS_PAGE = "keys"
BESIDE = {
    "nrc_sim.study.results": ["ScenarioRuns", "Experiments"],
    "nrc_sim.analysis.comparison": ["PairedComparison"],
    "nrc_sim.analysis.trace": ["trace_run", "branch_run", "Trace", "Branch"],
}
"""What public functions return, and what pages use beside the public names."""
KEY = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)


def headed(text: str, line: str) -> str:
    """Underline a heading."""
    return f"{text}\n{line * len(text)}\n"


def indented(text: str) -> str:
    """Indent each line that is not empty."""
    return "\n".join(f"   {line}" if line else "" for line in text.splitlines())


def escaped(text: str) -> str:
    """Keep what reStructuredText would take for markup; single backquotes mark code."""
    parts = text.split("`")
    return "".join(
        f"``{part}``" if place % 2 else part.replace("*", r"\*").replace("_", r"\_") for place, part in enumerate(parts)
    )


def default_of(parameter: Any) -> str:
    """Say what is taken where an option is not given, if it is a value."""
    value = parameter.default.value if isinstance(parameter.default, Enum) else parameter.default
    return "" if value is None or isinstance(value, bool) or callable(value) else f" Default: ``{value}``."


def option_entry(parameter: Any) -> str:
    """Describe one option or argument of a command."""
    is_option = parameter.opts[0].startswith("-")
    names = [*parameter.opts, *parameter.secondary_opts] if is_option else [parameter.metavar or parameter.name.upper()]
    value = "" if not is_option or parameter.is_flag else f" {parameter.metavar or parameter.name.upper()}"
    entries = "".join(f"   single: {name}\n" for name in names)
    shown = ", ".join(f"{name}{value}" for name in names)
    text = escaped(" ".join((parameter.help or "").split())) + default_of(parameter)
    return f".. index::\n{entries}\n.. option:: {shown}\n\n{indented(text)}\n"


def command_section(name: str, command: Any) -> str:
    """Describe one command with all it takes."""
    parts = [f".. index::\n   single: {name}\n", headed(f"nrc-sim {name}", "-"), f".. program:: nrc-sim {name}\n"]
    paragraphs = (command.help or "").replace("\f", "").split("\n\n")
    parts += [escaped(" ".join(paragraph.split())) + "\n" for paragraph in paragraphs]
    shown = [parameter for parameter in command.params if not parameter.hidden]
    return "\n".join([*parts, *map(option_entry, shown)])


def all_commands() -> dict[str, Any]:
    """Read the commands from the program, by name."""
    group: Any = _commands()
    return {name: command for name, command in sorted(group.commands.items()) if not command.hidden}


def options_page() -> str:
    """Write the page of all commands with all options."""
    parts = [headed("All options", "=")]
    parts.append(
        "What ``nrc-sim COMMAND --help`` says, on one page. :doc:`../commands` says in a line each what commands do.\n"
    )
    return "\n".join([*parts, *(command_section(*entry) for entry in all_commands().items())])


def directive_of(module: str, name: str) -> str:
    """Describe one name by its docstring."""
    kind = "autoclass" if isinstance(getattr(__import__(module, fromlist=[name]), name), type) else "autofunction"
    members = "\n   :members:" if kind == "autoclass" else ""
    return f".. {kind}:: {module}.{name}{members}\n"


def names_page() -> str:
    """Write the page of the public names, and of what they return."""
    public = [name for name in nrc_sim.__all__ if not name.startswith("__")]
    parts = [
        headed("Public names", "="),
        "``import nrc_sim as nrc`` offers these names. :doc:`../python` shows them at work.\n",
    ]
    parts += [directive_of("nrc_sim", name) for name in public]
    parts += [".. data:: nrc_sim.__version__\n\n   The version of the package.\n", headed("What they return", "-")]
    parts += [directive_of(module, name) for module, names in BESIDE.items() for name in names]
    return "\n".join(parts)


def write_pages(app: Sphinx) -> None:
    """Write both pages where the site looks for them, unless they are there and the same."""
    folder = Path(app.srcdir) / "generated"
    folder.mkdir(exist_ok=True)
    for name, text in (("options.rst", options_page()), ("names.rst", names_page())):
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def with_entries(page: str) -> Iterator[str]:
    """Put an entry of the index for each key above the table that explains it."""
    for part in re.split(r"(?m)^(?=#)", page):
        heading, _, rest = part.partition("\n")
        entries = "".join(f"   single: {key}\n" for key in dict.fromkeys(KEY.findall(rest)))
        yield f"{heading}\n\n```{{eval-rst}}\n.. index::\n{entries}```\n{rest}" if entries else part


def index_keys(_app: Sphinx, docname: str, source: list[str]) -> None:
    """Add the entries of the index to the page of all keys: a search leaves out words such as `from` and `at`."""
    if docname == KEYS_PAGE:
        source[0] = "".join(with_entries(source[0]))


def setup(app: Sphinx) -> dict[str, Any]:
    """Join the building of the site."""
    app.connect("builder-inited", write_pages, priority=100)
    app.connect("source-read", index_keys)
    return {"parallel_read_safe": True}
