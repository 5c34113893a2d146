"""The command `verify`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nrc_sim.cli import options
from nrc_sim.cli.display import listen, print_json, print_table, tell
from nrc_sim.cli.folders import draft_or_none
from nrc_sim.cli.worlds import WorldName, chosen_world
from nrc_sim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nrc_sim.evidence.claims.fact_schema import Rules
    from nrc_sim.evidence.claims.verdicts import ClaimResult
    from nrc_sim.scenario.world_schema import WorldFile

RUNS_PER_SET = 64

Claims = Annotated[str | None, typer.Option("--claims", metavar="C20,C29", help="Claims to verify; all by default.")]
_InSets = Annotated[
    int, typer.Option("--in-sets", metavar="N", min=0, help="Accepted sets in which each claim is tried; 0 for none.")
]
_Page = Annotated[
    Path | None,
    typer.Option("--page", metavar="FILE", help="Write the page of claims to a file.", parser=options.parse_path),
]
_ExitZero = Annotated[bool, typer.Option("--exit-zero", help="End with status 0 even if claims fail.")]


def verify(  # noqa: PLR0917
    claims: Claims = None,
    world: WorldName = None,
    parameters: options.Parameters = options.ParameterChoice.ensemble,
    in_sets: _InSets = 64,
    page: _Page = None,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    output: options.Output = None,
    overwrite: options.Overwrite = False,
    resume: options.Resume = False,
    exit_zero: _ExitZero = False,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Compute the claims about a world, those of the source analysis by default; exit 1 unless all hold."""
    from nrc_sim.api import write_claims
    from nrc_sim.engine.accepted import sets_of_world
    from nrc_sim.evidence.claims.loading import choose_claims, facts_text, load_claims, load_notes
    from nrc_sim.evidence.claims.table import CLAIMS_PAGE, claim_results, claims_page, describe_claims, is_claims_page
    from nrc_sim.evidence.claims.verdicts import holding_in_sets, verify_claims
    from nrc_sim.study.running import hash_data, keep_work
    from nrc_sim.text.writing import write_over_ours

    if page is not None:
        _refuse_page(page)
    of_world, beside = _world_and_folder(world)
    chosen = choose_claims(claims, beside)
    sets = sets_of_world(of_world) if parameters is options.ParameterChoice.ensemble else ()
    tried = sets[:in_sets]
    drafted = draft_or_none(output, "verify", overwrite=overwrite, resume=resume)
    how = {"parameters": str(parameters), "in_sets": len(tried), "facts": hash_data(facts_text(beside))}
    asked = {"claims": [claim.id for claim in chosen], **how}
    with drafted as draft, listen(quiet=quiet, scheduler=scheduler) as listener:
        with keep_work(draft, asked, listener.message):
            parts = verify_claims(chosen, sets, workers=workers, listener=listener.progress, folder=beside)
            shares = holding_in_sets(chosen, tried, RUNS_PER_SET, workers, beside) if tried else {}
        results = claim_results(chosen, parts, shares)
        if draft is not None:
            write_claims(describe_claims(results), draft)
    told = _how(load_claims(beside).rules, len(sets), len(tried))
    if page is not None:
        text = claims_page(results, load_notes(beside), told)
        write_over_ours(page, text, is_claims_page, CLAIMS_PAGE)
    if as_json:
        print_json(describe_claims(results))
    else:
        _print_claims(results)
    tell(told, quiet=quiet)
    if not exit_zero and not all(result.holds for result in results if result.claim.counted):
        raise typer.Exit(1)


def _world_and_folder(name: str | None) -> tuple[WorldFile, Path]:
    """Return the world that was named, with the folder of its claims; the bundled claims if none was named."""
    from nrc_sim.evidence.claims.loading import FOLDER, claims_folder

    world = chosen_world(name)
    return world, FOLDER if name is None else claims_folder(world)


def _refuse_page(page: Path) -> None:
    """Refuse a file for the page before minutes of work."""
    from nrc_sim.evidence.claims.table import CLAIMS_PAGE, is_claims_page
    from nrc_sim.text.writing import refuse_foreign

    refuse_foreign(page, is_claims_page, CLAIMS_PAGE)
    if not page.parent.is_dir():
        raise InputError("there is no such folder", place=str(page.parent), suggestion="make it first")


def _how(rules: Rules, sets: int, tried: int) -> str:
    drawn = (
        f"Each run draws one of {sets} accepted parameter sets" if sets else "All runs have the central parameter set"
    )
    shown = f"; the last column is the share of {tried} of these sets in which a claim holds" if tried else ""
    return (
        f"{drawn}; {rules.minimum_runs:,} runs of each variant, doubled up to {rules.maximum_runs:,} while an interval "
        f"crosses its bound, in equal parts with the seeds {', '.join(map(str, rules.seeds))}{shown}."
    )


def _print_claims(results: Sequence[ClaimResult]) -> None:
    from nrc_sim.evidence.claims.table import KINDS, table_rows, totals

    columns = ["claim", "kind", "figure (95% interval)", "bound", "verdict", "in sets"]
    named = ", ".join(f"{kind} {name}" for kind, name in KINDS.items())
    print_table(f"Claims: {named}", columns, table_rows(results))
    rows = [[f"{kind}, {KINDS[kind]}", *map(str, row.values())] for kind, row in totals(results).items()]
    print_table("Claims that count", ["kind", "claims", "hold", "fail", "undecided"], rows)
