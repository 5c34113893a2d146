"""Texts of files, with the most characters that each may have: longer ones fit no table and no figure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

ONE_LINE = r"^\S([^\n\r]*\S)?$"
NOT_BLANK = r"\S"
MOST_OF_A_NAME, MOST_OF_A_TITLE, MOST_OF_A_NOTE, MOST_OF_A_DESCRIPTION = 80, 200, 1000, 4000

Name = Annotated[str, Field(pattern=ONE_LINE, max_length=MOST_OF_A_NAME)]
"""Name of an actor, an issue or anything else that stands in tables and figures."""
Title = Annotated[str, Field(pattern=ONE_LINE, max_length=MOST_OF_A_TITLE)]
"""One line over a table or figure."""
Note = Annotated[str, Field(pattern=NOT_BLANK, max_length=MOST_OF_A_NOTE)]
"""Unit or source."""
Remark = Annotated[str, Field(max_length=MOST_OF_A_NOTE)]
"""Like a note; it may be left out."""
Prose = Annotated[str, Field(max_length=MOST_OF_A_DESCRIPTION)]
"""Like a description; it may be left out."""
Description = Annotated[str, Field(pattern=NOT_BLANK, max_length=MOST_OF_A_DESCRIPTION)]
"""Some paragraphs."""
