"""What may be wrong with a text that is no YAML, in plain words."""

from __future__ import annotations

import re

HINTS = (
    (re.compile(r"^[^$]*\$\{"), "a template placeholder was left in", "write the value itself"),
    (re.compile(r"^[ ]*\t"), "a tab stands in the indentation", "indent with spaces"),
    (
        re.compile(r"^\s*[\u00a0\u2000-\u200b\u3000]"),
        "a space that is not the ordinary one stands in the indentation",
        "type ordinary spaces",
    ),
    (re.compile(r"^(?=<{7}|={7}|>{7})"), "the mark of an unresolved merge", "resolve the merge and remove the marks"),
    (re.compile(r"^\s*(?:- )?[A-Za-z_][\w.]*:[^\s/]"), "a space is missing after the colon", "write `key: value`"),
)

_BRACKET = "a bracket is not closed, or a comma is missing"
_INDENTATION = "the indentation does not fit the lines above, or a colon is missing"
PROBLEMS: tuple[tuple[str, str, str, bool], ...] = (
    ("expected ',' or ']'", _BRACKET, "", True),
    ("expected ',' or '}'", _BRACKET, "", True),
    ("mapping values", "a colon stands where no key can begin", "quote a text that holds `: `, or indent less", False),
    ("block end", _INDENTATION, "", False),
    ("could not find expected ':'", _INDENTATION, "", False),
    ("unexpected end of stream", "a quote is not closed", "write the same quote at the end", True),
    ("cannot start any token", "a text cannot begin with this character", "quote it", False),
    ("escape character", "a backslash in double quotes that means nothing", "write two, or single quotes", False),
)
"""What the parser says, in plain words, with the likely fix; and whether the fault is where it began."""
