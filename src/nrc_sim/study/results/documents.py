"""Plain data to files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nrc_sim.text.writing import write_text


def write_document(document: Mapping[str, Any], path: Path) -> None:
    """Write plain data as JSON that any reader takes.

    Parameters
    ----------
    document : plain data, all numbers finite
    path : file to write
    """
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    write_text(path, text + "\n")
