"""What may be wrong with a text that is no YAML, in plain words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_HINTS = (
    (re.compile(r"^[^$]*\$\{"), "a template placeholder was left in", "write the value itself"),
    (re.compile(r"^[ ]*\t"), "a tab is in the indentation", "indent with spaces"),
    (
        re.compile(r"^\s*[\u00a0\u2000-\u200b\u3000]"),
        "an unusual space is in the indentation",
        "type ordinary spaces",
    ),
    (re.compile(r"^(?=<{7}|={7}|>{7})"), "the mark of an unresolved merge", "resolve the merge and remove the marks"),
    (re.compile(r"^\s*(?:- )?[A-Za-z_][\w.]*:[^\s/]"), "a space is missing after the colon", "write `key: value`"),
)

INVALID = "this is not valid YAML"
UNCLOSED, CLOSE_QUOTE = "a quote is not closed", "write the same quote at the end"
_BRACKET = "a bracket is not closed, or a comma is missing"
_INDENTATION = "the indentation does not fit the lines above, or a colon is missing"
_ALIKE = "indent the entries of one mapping or list alike"
_PROBLEMS: tuple[tuple[str, str, str, bool], ...] = (
    ("expected ',' or ']'", _BRACKET, "", True),
    ("expected ',' or '}'", _BRACKET, "", True),
    (
        "mapping values",
        "there is a colon where no key can begin",
        "quote a text that holds `: `, or indent less",
        False,
    ),
    ("block end", _INDENTATION, _ALIKE, False),
    ("did not find expected key", _INDENTATION, _ALIKE, False),
    ("did not find expected '-' indicator", _INDENTATION, _ALIKE, False),
    ("could not find expected ':'", _INDENTATION, "", False),
    ("unexpected end of stream", UNCLOSED, CLOSE_QUOTE, True),
    ("cannot start any token", "a text cannot begin with this character", "quote it", False),
    ("escape character", "a backslash in double quotes that means nothing", "write two, or single quotes", False),
)
"""What the parser says, in plain words, with the likely fix; and whether the fault is where it began."""


class Hint(NamedTuple):
    """What is wrong at a place of a text, and the likely fix."""

    line: int
    column: int
    what: str
    mend: str


def hint_near(lines: Sequence[str], number: int) -> Hint | None:
    """Look for what is often wrong on a line and the two above it.

    Parameters
    ----------
    lines : of the text
    number : of the line at which the parser stopped, from 1
    """
    for near in range(min(number, len(lines)), max(0, number - 3), -1):
        for pattern, what, mend in _HINTS:
            found = pattern.match(lines[near - 1])
            if found:
                return Hint(near, max(1, found.end()), what, mend)
    return None


def in_plain_words(problem: str) -> tuple[str, str, bool]:
    """Return what the parser means, how to mend it, and whether the fault is where it began.

    Parameters
    ----------
    problem : as the parser says it
    """
    return next((words[1:] for words in _PROBLEMS if words[0] in problem), (problem, "", False))
