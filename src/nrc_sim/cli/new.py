"""The commands `new` and `new-world`."""

from __future__ import annotations

import errno
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from nrc_sim.cli.display import print_json, tell
from nrc_sim.cli.options import AsJson, Quiet
from nrc_sim.errors import InputError, RunError
from nrc_sim.text.wording import counted

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="Name of the scenario and of its file.")]
_WorldSlug = Annotated[str, typer.Argument(metavar="[SLUG]", help="Name of the world and of its file.")]
_WithAllies = Annotated[bool, typer.Option("--alliance", help="An alliance, a power, and what lies between.")]
_Countries = Annotated[
    str | None,
    typer.Option(
        "--countries",
        metavar="FRA,DEU,...",
        help="Real countries by ISO code: two powers; or the lead, its allies, and last the power on the other side.",
    ),
]
_Sides = Annotated[
    str | None,
    typer.Option(
        "--sides",
        metavar="USA,JPN/CHN,RUS,...",
        help="Two sides of real countries by ISO code; the first of each leads it.",
    ),
]
_NoLeads = Annotated[bool, typer.Option("--no-leads", help="With --sides: each power looks to all of its side.")]


def new(slug: Slug, as_json: AsJson = False, quiet: Quiet = False) -> None:
    """Write a commented, valid, minimal scenario into the current folder."""
    from nrc_sim.scenario.template import template_text

    _check_name(slug, "scenario", f"`extends: {slug}` continues it")
    path = _write(slug, template_text(slug))
    if as_json:
        print_json({"file": str(path)})
    tell(f"scenario: {path}; check it with `nrc-sim validate {path}`", quiet=quiet)


def new_world(
    slug: _WorldSlug = "my_world",
    *,
    alliance: _WithAllies = False,
    countries: _Countries = None,
    sides: _Sides = None,
    no_leads: _NoLeads = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Write a commented, valid, minimal world into the current folder."""
    from nrc_sim.scenario.countries import choose_countries, choose_sides
    from nrc_sim.scenario.template import sides_text, world_text

    _check_name(slug, "world", f"`extends: {slug}` in a world of your own starts from it")
    if sides is not None:
        _refuse_beside_sides({"--alliance": alliance, "--countries": countries is not None})
        text = sides_text(slug, *choose_sides(sides), leads=not no_leads)
    elif no_leads:
        raise InputError("there are no sides of which it could be said", place="--no-leads", allowed="--sides with it")
    else:
        text = world_text(slug, choose_countries(countries) if countries is not None else (), alliance=alliance)
    path = _write(slug, text)
    if as_json:
        print_json({"file": str(path)})
    tell(
        f"world: {path}; check it with `nrc-sim validate {path}`, and name it in a scenario: `world: {slug}`",
        quiet=quiet,
    )


def _refuse_beside_sides(typed: Mapping[str, bool]) -> None:
    for option, given in typed.items():
        if given:
            raise InputError(f"{option} beside --sides", allowed="one of the two")


def _check_name(slug: str, kind: str, way_on: str) -> None:
    """Refuse what is no slug, or the name of what is bundled, which the new file would hide or be hidden by."""
    from nrc_sim.scenario import bundled_slugs
    from nrc_sim.scenario.bundled import known_worlds
    from nrc_sim.scenario.texts import PATTERNS, SLUG

    if re.fullmatch(SLUG.removesuffix("$"), slug) is None:
        raise InputError(f"{slug!r} is no name for a {kind}", allowed=PATTERNS[SLUG])
    for bundled, slugs in (("scenario", bundled_slugs()), ("world", known_worlds())):
        if slug in slugs:
            hint = f"choose another name; {way_on}" if bundled == kind else "choose another name"
            raise InputError(f"{slug!r} is a bundled {bundled}", suggestion=hint)


def _write(slug: str, text: str) -> Path:
    """Write a new file into the current folder; one that is there is left alone."""
    from nrc_sim.text.writing import write_new

    path = Path(f"{slug}.yaml")
    try:
        write_new(path, text)
    except FileExistsError:
        raise InputError(f"{path} exists already", suggestion="choose another name, or remove the file") from None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise InputError(
                f"the name has {counted(len(slug), 'letter')}", allowed="as many as a file name may have"
            ) from None
        raise RunError(f"{path} could not be written: {error}") from error
    return path
