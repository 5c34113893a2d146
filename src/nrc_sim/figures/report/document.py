"""From results to one page that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nrc_sim.figures.report.attributions import attribution_sections
from nrc_sim.figures.report.closeness import close_section
from nrc_sim.figures.report.followed import followed_section
from nrc_sim.figures.report.images import embed_figures
from nrc_sim.figures.report.lead import lead_lines, lead_picture
from nrc_sim.figures.report.sections import (
    comparison_section,
    outcome_section,
    question_section,
    reproduction_section,
    validity_section,
)
from nrc_sim.figures.report.stories import relationships_in_words, stories
from nrc_sim.study.class_names import class_names
from nrc_sim.study.results import Results
from nrc_sim.text.wording import counted, printable
from nrc_sim.text.writing import refuse_foreign, write_over_ours
from nrc_sim.version import __version__

_REPORT = "report.html"
_OURS = "a report of ours"
MARK = '<meta name="generator" content="nrc_sim '
_HEAD = 4000
"""Letters of a page within which it says what it is."""
_TEMPLATE = Path(__file__).with_name("template.html.j2")


def make_report(results: Results, manifest: Mapping[str, Any], folder: Path, others: Sequence[Path] = ()) -> str:
    """Return a page with all that a folder of results has to say.

    Parameters
    ----------
    results : Results
    manifest : of the folder: versions, command, settings, and when it was finished
    folder : with figures, and maybe answers to questions
    others : folders with further figures, and maybe an attribution

    Raises
    ------
    InputError
        If a table of a folder cannot be read.
    """
    from jinja2 import Environment, StrictUndefined

    first = next(iter(results))
    images, left_out = embed_figures(results, [folder, *others])
    about = {
        "worlds": results.world_titles,
        **relationships_in_words([runs.scenario.world for runs in results]),
        "seed": first.seed,
        "runs": counted(max(runs.requested for runs in results), "run"),
        "version": __version__,
    }
    comparison, picture = comparison_section(results), lead_picture(images)
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    page = template.render(
        about=about,
        stories=stories(results),
        outcomes=outcome_section(results),
        close=close_section(results),
        followed=followed_section(folder, class_names(first.scenario.world.outcomes)),
        lead=lead_lines(results, comparison),
        picture=picture,
        images=[image for image in images if image is not picture],
        left_out=left_out,
        comparison=comparison,
        attributions=attribution_sections(others),
        questions=question_section(folder),
        validity=[{"world": title, **validity_section(slug)} for slug, title in results.worlds],
        reproduction=reproduction_section(results, manifest),
    )
    # Texts come from files of any origin: what steers a terminal or turns a text around is shown, not obeyed.
    return printable(page)


def write_report(
    results: Results,
    manifest: Mapping[str, Any],
    folder: Path,
    path: Path | None = None,
    others: Sequence[Path] = (),
) -> Path:
    """Write the page of a folder of results, and return its path.

    Parameters
    ----------
    results : Results
    manifest : of the folder
    folder : with figures
    path : where to; None puts it into the folder as `report.html`
    others : folders with further figures, and maybe an attribution

    Raises
    ------
    InputError
        If there is anything but a report of ours at this path; it is not touched.
    """
    target = folder / _REPORT if path is None else path
    refuse_foreign(target, is_report, _OURS)  # before the page is made
    write_over_ours(target, make_report(results, manifest, folder, others) + "\n", is_report, _OURS)
    return target


def is_report(text: str) -> bool:
    """Say whether a page is a report that we have written.

    Parameters
    ----------
    text : of the page; those of earlier versions carry no mark, but a title of ours and the name of the program
    """
    head = text[:_HEAD]
    return head.startswith("<!DOCTYPE html>") and "<title>Scenarios: " in head and (MARK in head or "nrc_sim" in text)
