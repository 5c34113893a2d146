"""Run the files and commands of a page while the site is built, and show what they print.

A page with the comment `<!-- this page runs -->` is worked through from top to bottom in an empty folder. A YAML or
Python fence under `<!-- file: NAME -->` is written there. A Bash fence is run line by line, and a Python fence without
a file is run. What is printed follows as a text fence. A line that ends with `# refused` must end with status 2, every
other with 0. `<!-- figure: FILE | text -->` shows a figure that a command has drawn.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

MARK = "<!-- this page runs -->"
PIECE = re.compile(
    r"(?:^<!-- file: (?P<file>\S+) -->\n)?^```(?P<language>\w+)\n(?P<body>.*?)^```$"
    r"|^<!-- figure: (?P<figure>\S+) \| (?P<words>.+?) -->$",
    re.MULTILINE | re.DOTALL,
)
WIDTH = "80"
LONGEST = 600
"""Seconds that a command may take; the first one may have to compile the engine."""


def run_words(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run one program as it would run in a terminal of 80 columns."""
    bare = {name: value for name, value in os.environ.items() if name not in {"FORCE_COLOR", "CI"}}
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = bare | {"PATH": tools, "COLUMNS": WIDTH, "NO_COLOR": "1", "TERM": "dumb"}
    return subprocess.run(
        words,
        cwd=folder,
        env=environment,
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=LONGEST,
        check=False,
    )


def run_piece(words: list[str], folder: Path, shown: str, allowed: int) -> str:
    """Run one piece of a page, and return what it prints.

    Raises
    ------
    ExtensionError
        If it ends with another status than the page says.
    """
    done = run_words(words, folder)
    if done.returncode != allowed:
        raise ExtensionError(f"{shown!r} ended with {done.returncode} instead of {allowed}:\n{done.stdout}")
    return done.stdout


def work_through(page: str, folder: Path, figures: Path, prefix: str) -> str:
    """Run a page in a folder, and return it with what was printed and drawn.

    Parameters
    ----------
    page : Markdown
    folder : where its commands are run
    figures : where figures are copied to
    prefix : path from the page to that folder, with a name before the figures'
    """

    def replaced(piece: re.Match[str]) -> str:
        if piece["figure"]:
            source = folder / piece["figure"]
            name = f"{prefix.rpartition('/')[2]}_{source.parent.name}_{source.name}"
            figures.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, figures / name)
            return f"![{piece['words']}]({prefix.rpartition('/')[0]}/{name})"
        printed = ""
        if piece["file"]:
            (folder / piece["file"]).write_text(piece["body"], encoding="utf-8")
            return f"`{piece['file']}`\n\n" + piece[0].partition("-->\n")[2]
        if piece["language"] == "bash":
            for line in piece["body"].splitlines():
                typed, _, comment = line.partition("  # ")
                printed += run_piece(["bash", "-c", typed], folder, typed, 2 if comment == "refused" else 0)
        elif piece["language"] == "python":
            printed = run_piece([sys.executable, "-c", piece["body"]], folder, "the Python of the page", 0)
        lines = "\n".join(line.rstrip() for line in printed.strip("\n").splitlines())
        return piece[0] + (f"\n\n```text\n{lines}\n```" if lines else "")

    return PIECE.sub(replaced, page)


def run_page(app: Sphinx, docname: str, source: list[str]) -> None:
    """Run a page that asks for it."""
    if MARK not in source[0]:
        return
    up = "../" * docname.count("/")
    prefix = f"{up}generated/figures/{docname.replace('/', '_')}"
    with tempfile.TemporaryDirectory() as folder:
        try:
            figures = Path(app.srcdir) / "generated" / "figures"
            source[0] = work_through(source[0], Path(folder).resolve(), figures, prefix)
        except ExtensionError as error:
            raise ExtensionError(f"{docname}: {error}") from None


def setup(app: Sphinx) -> dict[str, Any]:
    """Join the building of the site."""
    app.connect("source-read", run_page)
    return {"parallel_read_safe": True}
