"""What plain scalars mean: one reading, the same in every version of YAML, and a hint wherever versions differ."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from nrc_sim.scenario.decoding import UNWANTED
from nrc_sim.scenario.faults import named, shortened

WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_DECIMAL = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z")
_LARGEST_WHOLE = 2**63 - 1
_LONGEST_NUMBER = 40
"""Characters of a number; longer ones are refused before they are read."""


class Reading(NamedTuple):
    """The value of a scalar, or what is wrong with it and how to mend it."""

    value: str | int | float | bool | None = None
    fault: str = ""
    mend: str = ""


_LONGEST_TRAP = 100
"""Characters beyond which no text can be taken for anything else."""

_POINT = "write a digit on both sides of the point, such as 0.5 or 1.0e-3"

_TRAPS: tuple[tuple[str, str, str], ...] = (
    (
        r"y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF",
        "{0!r} is a truth value in some versions of YAML and a text in others",
        'quote it if it is a text ("{0}"); write true or false if it is a truth value',
    ),
    (r"True|TRUE|False|FALSE", "{0!r} as a truth value", "write true or false in small letters"),
    (r"Null|NULL", "{0!r} for nothing", "write null, or leave the key out"),
    (
        r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?",
        "{0!r} is a number to base 60 in some versions of YAML",
        'write the number in full, or quote it ("{0}")',
    ),
    (
        r"[-+]?0[0-9_]+(?:\.[0-9_]*)?",
        "{0!r} has a leading zero, which some versions read as octal",
        'quote it if it is a code ("{0}"); write a number without the leading zero',
    ),
    (r"[-+]?0[xob][0-9a-fA-F_]+", "{0!r} is not a decimal number", "write it as a decimal number"),
    (
        r"[-+]?[0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?",
        "{0!r} has underscores, which only some versions read as a number",
        "write it without underscores",
    ),
    (
        r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]+",
        "{0!r} is a number in some versions of YAML and a text in others",
        _POINT,
    ),
    (r"[-+]?(?:\.[0-9]+|[0-9]+\.)", "{0!r} lacks a digit beside the point", _POINT),
    (r"(?i:[-+]?\.?inf(?:inity)?|\.?nan)", "{0!r} is not a finite number", "write a finite number"),
    (r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?", "{0!r} is a day", "months are written like 2014-06"),
    (r"[=<>]{7}.*", "the mark of an unresolved merge, {0!r}", "resolve the merge and remove the marks"),
)
_PATTERNS = tuple((re.compile(rf"(?:{pattern})\Z", re.DOTALL), fault, mend) for pattern, fault, mend in _TRAPS)
_TEMPLATES = (("${", "}"), ("{{", "}}"), ("<%", "%>"))


def read_scalar(text: str, *, quoted: bool) -> Reading:
    """Read a scalar.

    Parameters
    ----------
    text : as it stands in the file
    quoted : whether it stands in quotes or as a block, and so is a text
    """
    if any(0 <= text.find(start) < text.rfind(end) for start, end in _TEMPLATES):
        return Reading(fault=f"a template placeholder was left in: {shortened(text)!r}", mend="write the value itself")
    if quoted:
        found = UNWANTED.search(text)  # written as an escape: the file itself holds none
        fault = f"the control character {named(found[0])} is in the text" if found else ""
        return Reading(fault=fault, mend="leave it out") if found else Reading(text)
    if text in {"", "null", "~"}:
        return Reading(None)
    if text in {"true", "false"}:
        return Reading(text == "true")
    return _read_number(text) or _read_text(text)


def _read_number(text: str) -> Reading | None:
    if not (WHOLE.match(text) or _DECIMAL.match(text)):
        return None
    if len(text) > _LONGEST_NUMBER:
        return Reading(fault=f"a number of {len(text)} characters", mend=f"write at most {_LONGEST_NUMBER}")
    if _DECIMAL.match(text):
        number = float(text)
        finite = math.isfinite(number)
        return Reading(number) if finite else Reading(fault=f"{text} is not finite", mend="write a finite number")
    if abs(int(text)) > _LARGEST_WHOLE:
        return Reading(fault=f"{text} is too large", mend=f"whole numbers go up to {_LARGEST_WHOLE}")
    return Reading(int(text))


def _read_text(text: str) -> Reading:
    if len(text) > _LONGEST_TRAP:
        return Reading(text)
    for pattern, fault, mend in _PATTERNS:
        if pattern.match(text):
            return Reading(fault=fault.format(text), mend=mend.format(text))
    return Reading(text)
