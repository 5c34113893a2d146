"""From results to one page that needs nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nrc_sim.report.attributions import attribution_sections
from nrc_sim.report.images import embed_figures
from nrc_sim.report.sections import (
    comparison_section,
    outcome_section,
    question_section,
    reproduction_section,
    validity_section,
)
from nrc_sim.report.stories import stories
from nrc_sim.results import Results
from nrc_sim.version import __version__

REPORT = "report.html"
TEMPLATE = Path(__file__).with_name("template.html.j2")


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
        "world": first.scenario.world.title,
        "outside": first.labels.outside,
        "seed": first.seed,
        "runs": f"{max(runs.requested for runs in results):,}",
        "version": __version__,
    }
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        about=about,
        stories=stories(results),
        outcomes=outcome_section(results),
        images=images,
        left_out=left_out,
        comparison=comparison_section(results),
        attributions=attribution_sections(others),
        questions=question_section(folder),
        validity=validity_section(first.scenario.world.slug),
        reproduction=reproduction_section(results, manifest),
    )


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
    """
    target = folder / REPORT if path is None else path
    target.write_text(make_report(results, manifest, folder, others) + "\n", encoding="utf-8", newline="\n")
    return target
