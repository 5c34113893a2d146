"""Commands that are interrupted keep what they can go on from, and leave nothing else."""

from contextlib import suppress
from pathlib import Path

import pytest

from nrc_sim.api import simulate_kept
from nrc_sim.cli import main
from nrc_sim.engine.blocks import ARRAYS
from nrc_sim.evidence.observed.plan import evidence_folder
from nrc_sim.study.running import Listener, Settings, resolve_scenarios, simulate_study
from nrc_sim.study.store import Pieces, draft_folder

SMALL = ("--runs", "8", "--months", "6", "--seed", "3", "--format", "none", "--quiet")
RESUMABLE = {
    "compare": (("compare", "baseline", "new_arms_race", *SMALL), "nrc_sim.api.write_comparison_tables"),
    "turning-points": (("turning-points", "baseline", *SMALL), "nrc_sim.analysis.turning_points.find_turning_points"),
}
IN_PIECES = {
    "attribute": ("attribute", "renewed_expansion", "--parameters", "central", "--runs", "8", "--workers", "1"),
    "sensitivity": ("sensitivity", "baseline", "--runs", "2", "--trajectories", "2", "--samples", "2", "--top", "1"),
    "verify": ("verify", "--claims", "C20", "--parameters", "central", "--workers", "1"),
    "hindcast": ("hindcast", "--parameters", "central"),
}
OTHERS = {
    "attribute": (
        ("attribute", "missile_defense_failure", "--runs", "8", "--format", "none", "--quiet"),
        "nrc_sim.analysis.attribution.attribute",
    ),
    "verify": (("verify", "--output", "out", "--quiet"), "nrc_sim.evidence.claims.verdicts.verify_claims"),
    "sensitivity": (
        ("sensitivity", "baseline", "--quiet", "--output", "out"),
        "nrc_sim.analysis.sensitivity.screening.evaluate_sets",
    ),
    "hindcast": (("hindcast", "--output", "out", "--quiet"), "nrc_sim.evidence.hindcast.score_hindcast"),
    "trace": (("trace", "baseline", "--run", "1", "--output", "out"), "nrc_sim.api.write_trace"),
}


FEW = ("RUS<->USA,", "RUS<->EURNATO_without_GBR,", "RUS->USA,")


def interrupt(*_arguments: object, **_named: object) -> None:
    raise KeyboardInterrupt


def files(folder: Path) -> dict[str, bytes]:
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if name != "manifest.json"}


@pytest.fixture(autouse=True)
def _inside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("command", RESUMABLE)
def test_an_interrupted_command_goes_on_to_the_same_bytes(capsys, monkeypatch, tmp_path, command):
    words, place = RESUMABLE[command]
    assert main([*words, "--output", "whole"]) == 0
    with monkeypatch.context() as patch:
        patch.setattr(place, interrupt)
        assert main([*words, "--output", "out"]) == 130
    told = "nrc-sim: interrupted; what is done is kept in out: type the same command with --resume\n"
    assert capsys.readouterr().err == told
    assert main([*words, "--output", "out"]) == 2
    assert "continue it with --resume" in capsys.readouterr().err
    monkeypatch.setattr("nrc_sim.study.running.ranges.load_engine", lambda _: pytest.fail("simulated again"))
    assert main([*words, "--output", "out", "--resume"]) == 0
    assert files(tmp_path / "out") == files(tmp_path / "whole")


@pytest.mark.parametrize("command", RESUMABLE)
def test_what_another_study_has_begun_is_not_continued(capsys, monkeypatch, command):
    words, place = RESUMABLE[command]
    with monkeypatch.context() as patch:
        patch.setattr(place, interrupt)
        main([*words, "--output", "out"])
    before = files(Path("out"))
    assert main([*words, "--seed", "4", "--output", "out", "--resume"]) == 2
    assert "the folder holds another study: seed: 3 there, 4 now" in capsys.readouterr().err
    assert files(Path("out")) == before


@pytest.mark.parametrize("command", OTHERS)
def test_a_command_that_keeps_nothing_leaves_nothing(capsys, monkeypatch, tmp_path, command):
    words, place = OTHERS[command]
    monkeypatch.setattr(place, interrupt)
    assert main(list(words)) == 130
    assert capsys.readouterr().err == "nrc-sim: interrupted\n"
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def few(tmp_path_factory) -> Path:
    """A file with a few of the observed series, which are hindcast in a fraction of the time."""
    lines = (evidence_folder("euro_atlantic_2013") / "observed.csv").read_text(encoding="utf-8").splitlines()
    path = tmp_path_factory.mktemp("series") / "few.csv"
    path.write_text("\n".join([lines[0], *(line for line in lines if line.startswith(FEW))]), encoding="utf-8")
    return path


def without_figures(command: str) -> list[str]:
    return [*IN_PIECES[command], "--quiet", *(() if command == "verify" else ("--format", "none"))]


def interrupt_after(patch: pytest.MonkeyPatch, pieces: int) -> None:
    """Be interrupted once so many pieces of work were kept."""
    write, written = Pieces.write, []

    def write_and_stop(self, described, arrays):
        if len(written) == pieces:
            raise KeyboardInterrupt
        written.append(described)
        write(self, described, arrays)

    patch.setattr(Pieces, "write", write_and_stop)


def count_work(patch: pytest.MonkeyPatch) -> list[str]:
    """List the pieces of work that are done, not read."""
    write, done = Pieces.write, []

    def write_noting(self, described, arrays):
        done.append(described)
        write(self, described, arrays)

    patch.setattr(Pieces, "write", write_noting)
    return done


def pieces_in(folder: Path) -> list[Path]:
    return sorted((folder / "shards").glob("*.shard"))


@pytest.mark.parametrize(
    "command",
    ["attribute", "verify", *(pytest.param(one, marks=pytest.mark.slow) for one in ("sensitivity", "hindcast"))],
)
def test_work_in_pieces_goes_on_and_no_piece_that_was_kept_is_done_again(capsys, monkeypatch, tmp_path, few, command):
    words = [*without_figures(command), *(("--observed", str(few)) if command == "hindcast" else ())]
    with monkeypatch.context() as patch:
        all_pieces = count_work(patch)
        status = main([*words, "--output", "whole"])
    with monkeypatch.context() as patch:
        interrupt_after(patch, 2)
        assert main([*words, "--output", "out"]) == 130
    told = "nrc-sim: interrupted; what is done is kept in out: type the same command with --resume\n"
    assert capsys.readouterr().err == told
    assert len(pieces_in(tmp_path / "out")) == 2
    damaged = pieces_in(tmp_path / "out")[0]
    damaged.write_bytes(damaged.read_bytes()[:-1])
    done = count_work(monkeypatch)
    resumed = [word for word in words if word != "--quiet"]
    assert main([*resumed, "--output", "out", "--resume"]) == status
    shown = capsys.readouterr().err
    assert "continuing with what is kept: 2 pieces of work\n" in shown
    assert f"{damaged.name} is damaged: its work is done again\n" in shown
    assert len(done) == len(all_pieces) - 1
    assert files(tmp_path / "out") == files(tmp_path / "whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "whole"]


@pytest.mark.parametrize(
    ("command", "change", "message"),
    [
        ("attribute", ("--seed", "4"), "seed: 2013 there, 4 now"),
        ("attribute", ("--permutations", "9"), "permutations: 20 there, 9 now"),
        ("verify", ("--claims", "C21"), "claims: ['C20'] there, ['C21'] now"),
    ],
)
def test_pieces_of_what_was_asked_otherwise_are_refused(capsys, monkeypatch, tmp_path, command, change, message):
    words = without_figures(command)
    with monkeypatch.context() as patch:
        interrupt_after(patch, 1)
        main([*words, "--output", "out"])
    before = files(tmp_path / "out")
    capsys.readouterr()
    assert main([*words, *change, "--output", "out", "--resume"]) == 2
    assert f"the folder holds another study: {message}" in capsys.readouterr().err
    assert files(tmp_path / "out") == before


@pytest.mark.parametrize("command", ["verify", "hindcast"])
def test_without_a_folder_there_is_nothing_to_go_on_with(capsys, command):
    assert main([command, "--resume"]) == 2
    assert capsys.readouterr().err == (
        f"nrc-sim: --resume: `{command}` keeps nothing without a folder; name the folder with --output\n"
    )


@pytest.mark.parametrize("command", ["compare", "attribute"])
def test_an_interruption_beside_complete_results_keeps_them_and_leaves_nothing_else(monkeypatch, tmp_path, command):
    words = [*without_figures("attribute"), "--output", "out"]
    if command == "compare":
        words = [*RESUMABLE["compare"][0], "--output", "out"]
    assert main(words) == 0
    before = files(tmp_path / "out")
    monkeypatch.setattr("nrc_sim.api.simulate_study", interrupt)
    monkeypatch.setattr("nrc_sim.analysis.attribution.attribute", interrupt)
    assert main(words) == 130
    assert files(tmp_path / "out") == before
    assert not (tmp_path / "out" / "shards").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_calibration_that_is_interrupted_says_how_to_go_on(capsys, monkeypatch):
    def write_some(_work, path, **_named):
        path.write_text("candidates")
        raise KeyboardInterrupt

    monkeypatch.setattr("nrc_sim.evidence.calibration.calibrate", write_some)
    assert main(["calibrate", "--output", "sets.csv", "--quiet"]) == 130
    told = "nrc-sim: interrupted; what is done is kept in sets.csv: type the same command again\n"
    assert capsys.readouterr().err == told


def test_commands_that_write_no_runs_keep_them_with_all_digits(tmp_path):
    chosen, settings = resolve_scenarios("baseline"), Settings(8, 3, months=6, parameters="central")
    calm = simulate_study(chosen, settings)["baseline"].single_runs
    for resume in (False, True):
        with suppress(KeyboardInterrupt), draft_folder(tmp_path / "out", command="compare", resume=resume) as draft:
            found = simulate_kept(chosen, settings, draft, Listener())["baseline"].single_runs
            raise KeyboardInterrupt
    assert len(pieces_in(tmp_path / "out")) == 1
    assert all(getattr(found, name).tobytes() == getattr(calm, name).tobytes() for name in ARRAYS)
    assert all(values.tobytes() == calm.series[name].tobytes() for name, values in found.series.items())
