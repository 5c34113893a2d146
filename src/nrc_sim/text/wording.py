"""Numbers and texts as readers meet them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_FEW = 0.01
"""Shares nearer to none or to all are not rounded to them."""

_LARGE = 10.0
"""Numbers from which on one digit after the point is enough."""

EN_DASH, MINUS = "\N{EN DASH}", "\N{MINUS SIGN}"

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""Characters that steer what shows a text, turn it around or stand in it unseen; all but tabs and ends of lines."""


_WITH_ARTICLE = re.compile(
    r"(United (States|Kingdom|Arab Emirates|Nations)|Netherlands|Philippines|Bahamas|Gambia|Maldives|Seychelles|Comoros"
    r"|Vatican|Holy See|Kingdom of|Republic of)\b"
    r"|(?!(?i:the) )(\w+ )+(Republic|Federation|Union|Kingdom|Emirates|Islands|States)\b"
)
"""How names begin that take an article in a sentence: unions and plurals, and those called by their form of state."""


def printable(text: str) -> str:
    r"""Replace characters that steer a terminal, turn a text around or are not seen by visible escapes.

    Parameters
    ----------
    text : from anywhere; tabs and ends of lines stay

    Examples
    --------
    >>> print(printable("a\x1b[31m"))
    a\u001b[31m
    """
    # The form of JSON, so that a document stays the same document.
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def readable(name: str) -> str:
    """Turn the name of a class, an issue or a variable into words.

    Parameters
    ----------
    name : identifier of the world file, or a path such as `group.name`

    Examples
    --------
    >>> readable("missile_defense")
    'missile defense'
    >>> readable("trust.weight_of_threat")
    'trust: weight of threat'
    """
    return name.replace("_", " ").replace(".", ": ")


def two_digits(value: float) -> str:
    """Write a number with two digits that count, and never as a power of ten.

    Parameters
    ----------
    value : below a million, either way

    Examples
    --------
    >>> two_digits(100.0), two_digits(1.549)
    ('100', '1.5')
    """
    return f"{float(f'{value:.2g}'):g}"


def three_digits(value: float) -> str:
    """Write a number with its sign and three digits after the point, or one where it is large.

    Parameters
    ----------
    value : any number

    Examples
    --------
    >>> three_digits(0.0414), three_digits(21.46)
    ('+0.041', '+21.5')
    """
    return signed(value, 1 if abs(value) >= _LARGE else 3)


def three_digits_range(low: float, high: float) -> str:
    """Write a range of numbers, see `three_digits`, both with as many digits.

    Parameters
    ----------
    low, high : any numbers
    """
    return signed_range(low, high, 1 if max(abs(low), abs(high)) >= _LARGE else 3)


def all_but_first(side: str) -> str:
    """Name the members of a side other than the one that leads it.

    Parameters
    ----------
    side : its display name

    Examples
    --------
    >>> all_but_first("the Northern Pact")
    'the other members of the Northern Pact'
    """
    return f"the other members of {with_article(side)}"


def with_article(name: str) -> str:
    """Write the name of a power or a side as it stands within a sentence.

    Parameters
    ----------
    name : display name

    Examples
    --------
    >>> with_article("United States"), with_article("the Northern Pact"), with_article("India and Netherlands")
    ('the United States', 'the Northern Pact', 'India and the Netherlands')
    """
    # A name can join several: each takes its own.
    parts = re.split(r"(, | and )", name)
    return "".join(f"the {part}" if _WITH_ARTICLE.match(part) else part for part in parts)


def trust_in_words(
    sides: tuple[str, str], several: tuple[bool, bool], alone: str = "", *, reverse: bool = False
) -> str:
    """Say of whom in whom trust is.

    Parameters
    ----------
    sides : display names of both
    several : whether each has several powers
    alone : name of the only power of the first side that is meant, if it is one
    reverse : whether it is that of the second side in the first

    Examples
    --------
    >>> trust_in_words(("the Northern Pact", "Eastland"), (True, False))
    'Trust of each member in Eastland'
    """
    named = [with_article(side) for side in sides]
    if all(several):
        truster, trusted = named[::-1] if reverse else named
        return f"Trust of each power of {truster} in each of {trusted}"
    first, second = named
    members = (first, f"each power of {second}") if several[1] else (with_article(alone) or "each member", second)
    truster, trusted = members[::-1] if reverse else members
    return f"Trust of {truster} in {trusted}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Write a number of things, such as `1 run` or `2,000 runs`.

    Parameters
    ----------
    number : >= 0
    noun : for one thing
    plural : for several things; the noun with an s unless given

    Examples
    --------
    >>> counted(1, "run"), counted(2000, "run")
    ('1 run', '2,000 runs')
    """
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def counted_unbroken(number: int, noun: str) -> str:
    """Return how many there are for a caption, in which no line breaks within the number.

    Parameters
    ----------
    number : not negative
    noun : in the singular
    """
    return counted(number, noun).replace(",", "\N{NO-BREAK SPACE}")


def last_months(number: int) -> str:
    """Write how much of an end is meant, such as `the last 12 months` or `the last month`.

    Parameters
    ----------
    number : >= 1
    """
    return "the last month" if number == 1 else f"the last {counted(number, 'month')}"


def percent(share: float) -> str:
    """Write a share in whole percent, without rounding some runs to none or most runs to all.

    Parameters
    ----------
    share : 0..1

    Examples
    --------
    >>> percent(0.004), percent(0.25), percent(0.999)
    ('<1%', '25%', '>99%')
    """
    if 0 < share < _FEW:
        return "<1%"
    return ">99%" if 1 - _FEW < share < 1 else f"{100 * share:.0f}%"


def percent_range(low: float, high: float) -> str:
    """Write a range of shares in whole percent.

    Parameters
    ----------
    low, high : 0..1
    """
    return f"{100 * low:.0f}{EN_DASH}{100 * high:.0f}%"


def signed(value: float, digits: int = 1) -> str:
    """Write a number with its sign.

    Parameters
    ----------
    value : any number
    digits : after the point

    Examples
    --------
    >>> signed(-0.04), signed(3.21)
    ('0.0', '+3.2')
    """
    text = f"{value:+.{digits}f}"
    return text[1:] if not text.strip("+-0.") else text.replace("-", MINUS)


def signed_range(low: float, high: float, digits: int = 1) -> str:
    """Write a range of numbers with their signs.

    Parameters
    ----------
    low, high : any numbers
    digits : after the point
    """
    return f"{signed(low, digits)} to {signed(high, digits)}"


def difference(found: Mapping[str, Any], scale: float = 1.0) -> dict[str, str]:
    """Write a mean difference and its interval.

    Parameters
    ----------
    found : mean, low and high
    scale : by which they are multiplied, such as 100 for percentage points
    """
    low, high = scale * found["low"], scale * found["high"]
    return {"value": signed(scale * found["mean"]), "interval": signed_range(low, high)}


def join_words(words: list[str]) -> str:
    """Join words with commas and a last `and`.

    Parameters
    ----------
    words : any number

    Examples
    --------
    >>> join_words(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
