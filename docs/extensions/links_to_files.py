"""Lead links to files outside this folder, as they work in a clone, to pages of the site or to downloads."""

import re
from typing import Any

from sphinx.application import Sphinx

PAGES = {"CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md", "SECURITY.md": "security.md"}
FOLDERS = ("scenarios/", "src/", "examples/", "schema/")
LINK = re.compile(r"\[(?P<words>[^\]]+)\]\((?:\.\./)+(?P<path>[\w./-]+?)\)")


def lead_links(_app: Sphinx, docname: str, source: list[str]) -> None:
    """Change the links of one page."""
    up = "../" * docname.count("/")

    def led(link: re.Match[str]) -> str:
        words, path = link["words"], link["path"]
        if path in PAGES:
            return f"[{words}]({up}{PAGES[path]})"
        if not path.startswith(FOLDERS):
            return link[0]
        is_file = "." in path.rpartition("/")[2]
        return f"{{download}}`{words.strip('`')} <{up}../{path}>`" if is_file else words

    source[0] = LINK.sub(led, source[0])


def setup(app: Sphinx) -> dict[str, Any]:
    """Join the building of the site."""
    app.connect("source-read", lead_links)
    return {"parallel_read_safe": True}
