"""Dates as event data write them."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

_YEARS = range(1900, 2101)

_PARTS = {"year": r"\d{4}", "month": r"\d{1,2}", "day": r"\d{1,2}"}
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_MONTH_ALONE = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})")
_WORDS = (
    re.compile(r"(?P<day>\d{1,2})[ -](?P<word>[A-Za-z]{3,9})\.?,?[ -](?P<year>\d{4})"),
    re.compile(r"(?P<word>[A-Za-z]{3,9})\.? (?P<day>\d{1,2}),? (?P<year>\d{4})"),
)
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}.*$")


@cache
def _in_order(order: str) -> re.Pattern[str]:
    parts = [f"(?P<{name}>{_PARTS[name]})" for name in order.split("-")]
    return re.compile(r"([-/.])".join(parts[:2]) + r"\2" + parts[2])


def day_of(text: str, order: str) -> date | None:
    """Read a date: numbers in an order, eight digits, a month alone, or a day with the name of its month.

    Parameters
    ----------
    text : as it stands in the file; a time of day after it is left out
    order : such as `year-month-day`

    Returns
    -------
    the day, the first of a month that stands alone; None if it is no date in this order, or none of 1900 to 2100

    Examples
    --------
    >>> day_of("20120430", "year-month-day"), day_of("30/04/2012", "day-month-year")
    (datetime.date(2012, 4, 30), datetime.date(2012, 4, 30))
    >>> day_of("30/04/2012", "year-month-day") is day_of("2012-04-31", "year-month-day") is None
    True
    """
    plain = _TIME.sub("", text.strip().strip('"').strip())
    if not plain.isascii():
        return None
    for form in (_in_order(order), _COMPACT, _MONTH_ALONE, *_WORDS):
        found = form.fullmatch(plain)
        if found is not None:
            return _day(found.groupdict())
    return None


def _day(parts: dict[str, str]) -> date | None:
    word = parts.get("word")
    month = _month_called(word) if word is not None else int(parts["month"])
    try:
        found = date(int(parts["year"]), month, int(parts.get("day", 1)))
    except ValueError:
        return None
    return found if found.year in _YEARS else None


def _month_called(word: str) -> int:
    """Return the number of a month by its English name or the first letters of it, 0 if there is no such month."""
    return next((number for number, name in enumerate(_MONTHS, start=1) if name.startswith(word.lower())), 0)
