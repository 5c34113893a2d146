"""The command `new`."""

from __future__ import annotations

import errno
import re
from pathlib import Path
from typing import Annotated

import typer

from nrc_sim.cli.display import print_json, tell
from nrc_sim.cli.options import AsJson, Quiet
from nrc_sim.errors import InputError, RunError
from nrc_sim.text.wording import counted

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="Name of the scenario and of its file.")]


def new(slug: Slug, as_json: AsJson = False, quiet: Quiet = False) -> None:
    """Write a commented, valid, minimal scenario into the current folder."""
    from nrc_sim.scenario import bundled_slugs
    from nrc_sim.scenario.template import template_text
    from nrc_sim.scenario.texts import PATTERNS, SLUG
    from nrc_sim.text.writing import write_new

    if re.fullmatch(SLUG.removesuffix("$"), slug) is None:
        raise InputError(f"{slug!r} is no name for a scenario", allowed=PATTERNS[SLUG])
    if slug in bundled_slugs():
        raise InputError(
            f"{slug!r} is a bundled scenario", suggestion=f"choose another name; `extends: {slug}` continues it"
        )
    path = Path(f"{slug}.yaml")
    try:
        write_new(path, template_text(slug))
    except FileExistsError:
        raise InputError(f"{path} exists already", suggestion="choose another name, or remove the file") from None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise InputError(
                f"the name has {counted(len(slug), 'letter')}", allowed="as many as a file name may have"
            ) from None
        raise RunError(f"{path} could not be written: {error}") from error
    if as_json:
        print_json({"file": str(path)})
    tell(f"scenario: {path}; check it with `nrc-sim validate {path}`", quiet=quiet)
