"""Texts of files, with the most characters that each may have: longer ones fit no table and no figure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

_ONE_LINE = r"^\S([^\n\r]*\S)?$"
_NOT_BLANK = r"\S"
MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
SLUG = r"^[a-z][a-z0-9_]*$"
CODE = r"^[A-Z][A-Z0-9]{1,4}$"
CATEGORY = r"^[A-Za-z0-9_]{1,20}$"
IDENTIFIER = r"^[^\s=+@'-]([^\n\r]*\S)?$"
PATTERNS = {
    MONTH: "a month, written like 2014-06",
    SLUG: "a slug: small letters, digits and underscores, a letter first",
    CODE: "a code of two to five capital letters or digits, such as FRA",
    CATEGORY: "a code of up to 20 letters, digits and underscores, such as 057, in quotes",
    IDENTIFIER: "a text of one line that is seen, and does not begin with =, +, -, @ or an apostrophe",
    _ONE_LINE: "a text of one line, without blanks around it",
    _NOT_BLANK: "a text that is not blank",
}
"""What texts of a fixed form look like, in words."""

MOST_OF_A_NAME, MOST_OF_A_TITLE, MOST_OF_A_NOTE, MOST_OF_A_DESCRIPTION = 80, 200, 1000, 4000

Name = Annotated[str, Field(pattern=_ONE_LINE, max_length=MOST_OF_A_NAME)]
"""Name of an actor, an issue or anything else that stands in tables and figures."""
Title = Annotated[str, Field(pattern=_ONE_LINE, max_length=MOST_OF_A_TITLE)]
"""One line over a table or figure."""
NoteText = Annotated[str, Field(pattern=_NOT_BLANK, max_length=MOST_OF_A_NOTE)]
"""Unit or source."""
Remark = Annotated[str, Field(max_length=MOST_OF_A_NOTE)]
"""Like a note; it may be left out."""
Prose = Annotated[str, Field(max_length=MOST_OF_A_DESCRIPTION)]
"""Like a description; it may be left out."""
Description = Annotated[str, Field(pattern=_NOT_BLANK, max_length=MOST_OF_A_DESCRIPTION)]
"""Some paragraphs."""
