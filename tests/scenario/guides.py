"""Pages that go by example: their files, and their commands."""

import re
from pathlib import Path

from nrc_sim.cli import main

ROOT = Path(__file__).parents[2]
FENCES = re.compile(r"^(?:<!-- file: (\S+) -->\n)?```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

Snippet = tuple[str, str, str]
"""Name of the file, if it is one, language, and text."""


def snippets_of(page: str) -> list[Snippet]:
    """All snippets of a page of the documents."""
    return FENCES.findall((ROOT / "docs" / page).read_text(encoding="utf-8"))


def write_files(snippets: list[Snippet], folder: Path) -> None:
    """Write the files of a page into a folder."""
    for name, language, body in snippets:
        if language == "yaml":
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(body, encoding="utf-8")


def run_commands(snippets: list[Snippet]) -> int:
    """Run the commands of a page, of which ensembles are only planned; one with `# refused` ends with exit status 2."""
    commands = [line for _, language, body in snippets if language == "bash" for line in body.splitlines()]
    for line in commands:
        words = line.partition("#")[0].partition(">")[0].split()
        assert words[0] == "nrc-sim"
        planned = ["--dry-run"] if words[1] == "run" else []
        assert main([*words[1:], *planned]) == (2 if "# refused" in line else 0), line
    return len(commands)
