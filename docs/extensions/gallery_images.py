"""Run the command that a page of the gallery shows, and show the figures that it draws.

A script of the gallery is its own page: the docstring holds the command, and what follows names the figures,
`shown = draw(NAME, ...)`.
"""

import ast
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from pages_that_run import run_piece
from sphinx_gallery.scrapers import figure_rst

_COMMANDS = re.compile(r"^\.\. code-block:: bash\n\n((?:   .*\n?|\n)+)", re.MULTILINE)
_GALLERY = Path(__file__).parents[1] / "gallery"
_FOLDER = tempfile.TemporaryDirectory()


def draw(script: str, *figures: str) -> list[Path]:
    """Run the commands in the docstring of a script, and return where their figures are.

    Parameters
    ----------
    script : its name in the folder of the gallery
    figures : paths as the commands write them
    """
    folder = Path(_FOLDER.name).resolve()
    docstring = ast.get_docstring(ast.parse((_GALLERY / script).read_text(encoding="utf-8"))) or ""
    for block in _COMMANDS.findall(docstring + "\n"):
        for line in re.sub(r"\\\n\s*", "", block).split("\n"):
            if line.strip():
                run_piece(["bash", "-c", line.strip()], folder, line.strip(), 0)
    return [folder / figure for figure in figures]


class ShownFigures:
    """Take the figures that a script names in `shown`."""

    def __repr__(self) -> str:
        """Name it the same in each build, so that nothing seems to have changed."""
        return "ShownFigures"

    def __call__(self, _block: Any, block_vars: dict[str, Any], gallery_conf: dict[str, Any]) -> str:
        """Copy the figures to where the gallery has its images, and return the lines that show them."""
        copied = []
        for source in block_vars["example_globals"].pop("shown", []):
            copied.append(next(block_vars["image_path_iterator"]))
            shutil.copyfile(source, copied[-1])
        return figure_rst(copied, gallery_conf["src_dir"])
