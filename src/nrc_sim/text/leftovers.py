"""What systems and programs leave in folders when somebody looks at them."""

from __future__ import annotations

import re
from fnmatch import translate

_LEFT_BY_SYSTEMS = (
    # macOS
    ".ds_store",
    "._*",
    ".localized",
    ".appledouble",
    ".spotlight-v100",
    ".trashes",
    ".fseventsd",
    ".temporaryitems",
    ".apdisk",
    "icon\r",
    # Windows, and office programs
    "thumbs.db",
    "ehthumbs*.db",
    "desktop.ini",
    "$recycle.bin",
    "system volume information",
    "~$*",
    ".~lock.*#",
    # Linux and network drives
    ".nfs*",
    ".fuse_hidden*",
    ".directory",
    ".trash-*",
    ".goutputstream-*",
    ".snapshot",
    "lost+found",
    # editors, notebooks and version control
    ".ipynb_checkpoints",
    "*~",
    ".*.sw?",
    ".#*",
    "#*#",
    ".gitignore",
    ".gitkeep",
)
"""Names, in small letters, of what appears in a folder when somebody looks at it; it is let be."""

# One expression for all of them: folders of results have many files, and each is asked about.
_LEFT_NAME = re.compile("|".join(map(translate, _LEFT_BY_SYSTEMS)))


def is_left_by_system(name: str) -> bool:
    """Return whether a file or folder is one that systems and editors leave behind.

    Parameters
    ----------
    name : without its folder
    """
    return _LEFT_NAME.match(name.lower()) is not None
