import json
import os
import pty
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from nrc_sim.cli import main
from nrc_sim.scenario import bundled_slugs
from nrc_sim.study.running import engines
from nrc_sim.study.store import draft_folder, load_results, make_manifest, write_ensemble, write_tallies
from nrc_sim.study.store.locking import LOCK
from starting import times_of_the_libraries
from synthetic import CLASSES, make_results

DRAWN = ("--runs", "2", "--seed", "3", "--workers", "1")
QUICK = (*DRAWN, "--format", "none")


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "import sys; from nrc_sim.cli import main; sys.exit(main())", *arguments]


def write_results(folder: Path, *slugs: str, shift: float = 10.0) -> None:
    results = make_results(*slugs, shift=shift)
    with draft_folder(folder, command="run") as draft:
        write_ensemble(results, draft.path)
        write_tallies(results, draft.path)
        draft.complete(make_manifest(results, {}, []))


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_run_prints_the_outcome_table_and_writes_its_folder(capsys, tmp_path):
    assert main(["run", "baseline", *QUICK]) == 0
    shown = capsys.readouterr()
    assert all(name in shown.out for name in (*CLASSES, "baseline"))
    assert shown.err == "results: results\n"
    assert (tmp_path / "results" / "manifest.json").is_file()


def test_run_with_json_prints_one_document_in_the_documented_form(capsys):
    assert main(["run", "baseline", *QUICK, "--json", "--quiet", "--output", "out"]) == 0
    shown = capsys.readouterr()
    document = json.loads(shown.out)["scenarios"]["baseline"]
    assert shown.err == ""
    assert (document["runs"], document["seed"]) == (2, 3)
    assert set(document["outcomes"]) == set(CLASSES)
    assert document["digest"] == load_results("out")["baseline"].digest


@pytest.mark.slow
def test_without_scenarios_the_range_is_run(capsys):
    assert main(["run", "--dry-run", "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out)["scenarios"]) == list(bundled_slugs()[:13])


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(capsys, tmp_path):
    assert main(["run", "new_arms_race", "--runs", "7", "--seed", "11", "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "Would run 7 runs each, seed 11, and write to results" in shown
    assert "new_arms_race" in shown
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_with_an_error_says_the_least_number_of_runs(capsys):
    assert main(["run", "new_arms_race", "--runs", "1500", "--until-error", "0.01", "--dry-run"]) == 0
    assert "Would run at least 2,000 runs each" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("run", "baselin"), "there is no scenario 'baselin'"),
        (("run", "--runs", "0"), "runs is 0; allowed: a whole number from 1"),
        (("run", "--runs", "many"), "Invalid value for '--runs'"),
        (("run", "--months", "0"), "months is 0"),
        (("run", "--workers", "0"), "workers is 0"),
        (("run", "--seed", "-1"), "seed is -1"),
        (("run", "--engine", "quick"), "Invalid value for '--engine'"),
        (("run", "--until-error", "0.5"), "until_error is 0.5; allowed: a share above 0 and below 0.5"),
        (("run", "--until-error", "low"), "Invalid value for '--until-error'"),
        (("run", "--summary-only", "--actor-paths"), "actor_paths keeps every run and summary_only keeps none"),
        (("run", "--unknown"), "No such option: --unknown"),
        (("walk",), "No such command 'walk'"),
        (("compare",), "Missing argument"),
        (("compare", "baseline"), "there is nothing to compare 'baseline' with"),
        (("compare", "baseline", "new_arms_race", "--baseline", "other"), "there is no scenario 'other'"),
        (("plot", "missing"), "missing: not a folder of results"),
    ],
)
def test_bad_input_is_one_line_and_exit_status_2_and_writes_nothing(arguments, message, capsys, tmp_path):
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert message in shown.err
    assert shown.err.startswith("nrc-sim: ")
    assert shown.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_foreign_files_in_the_output_folder_are_refused_before_the_simulation(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr("nrc_sim.api.simulate_study", lambda *_: pytest.fail("simulated"))
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "thesis.txt").write_text("")
    assert main(["run", "baseline"]) == 2
    assert "thesis.txt" in capsys.readouterr().err


def test_a_failed_run_is_exit_status_1(capsys, monkeypatch):
    def fill_disk(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("nrc_sim.api.simulate_study", fill_disk)
    assert main(["run", "baseline"]) == 1
    assert "results could not be written" in capsys.readouterr().err


def test_want_of_memory_is_told_in_a_line(capsys, monkeypatch):
    monkeypatch.setattr("nrc_sim.api.simulate_study", lambda *_: np.empty(2**56))
    assert main(["run", "baseline", "--quiet"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("nrc-sim: there is not enough memory; use fewer runs")
    assert told.count("\n") == 1


def test_an_interruption_is_exit_status_130_and_the_folder_says_so(capsys, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("nrc_sim.figures.study.list_figures", interrupt)
        assert main(["run", "baseline", "--runs", "5", "--months", "3", "--quiet"]) == 130
    told = "nrc-sim: interrupted; what is done is kept in results: type the same command with --resume\n"
    assert capsys.readouterr().err == told
    assert main(["run", "baseline", *QUICK]) == 2
    assert "continue it with --resume, replace it with --overwrite" in capsys.readouterr().err


def test_an_interruption_does_not_end_a_program_that_calls_ours(capsys, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("nrc_sim.api.simulate_study", interrupt)
    monkeypatch.setattr("nrc_sim.study.executors.work_is_left", lambda: True)
    assert main(["run", "baseline"]) == 130
    assert capsys.readouterr().err == "nrc-sim: interrupted\n"


def test_overwrite_replaces_an_interrupted_run(tmp_path):
    def interrupt() -> None:
        with draft_folder(tmp_path / "results", command="run") as draft:
            draft.shards.mkdir()
            (draft.shards / "0000000000-0000001000.shard").write_bytes(b"runs")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    assert main(["run", "baseline", *QUICK, "--overwrite", "--quiet"]) == 0
    assert load_results("results")


def test_a_run_says_that_complete_results_will_be_replaced(capsys):
    told = "results holds complete results: these replace them in the end; to keep both, choose --output"
    assert main(["run", "baseline", *QUICK]) == 0
    assert told not in capsys.readouterr().err
    assert main(["run", "baseline", *QUICK]) == 0
    assert told in capsys.readouterr().err
    assert main(["run", "baseline", *QUICK, "--resume"]) == 0
    assert told not in capsys.readouterr().err


def group_has_ended(group: int) -> bool:
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def wait_until(something: Callable[[], bool]) -> None:
    for _ in range(1200):
        if something():
            return
        time.sleep(0.05)
    raise AssertionError("it has not come about within a minute")


def test_an_interruption_while_the_commands_load_is_one_line():
    # As Ctrl-C would arrive: while the first of the modules that the commands need is imported.
    code = (
        "import signal, sys; from nrc_sim.cli import main\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'nrc_sim.cli.entry': signal.raise_signal(signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupting()); sys.exit(main(['list']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "nrc-sim: interrupted\n")


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["compiled", "mesa"])
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_program_and_its_workers(number, status, engine, tmp_path):
    # A session of its own: Ctrl-C reaches the whole process group, which also tells whether any worker is left.
    work = ("--runs", "9000000", "--summary-only", "--workers", "2", "--engine", engine)
    arguments = command("run", "baseline", *work, "--output", str(tmp_path / "out"))
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, start_new_session=True) as running:
        wait_until((tmp_path / "out" / LOCK).exists)
        time.sleep(2)  # by then workers have started, or are about to
        start = time.monotonic()
        os.killpg(running.pid, number) if number == signal.SIGINT else running.send_signal(number)
        error = running.communicate(timeout=60)[1]
    assert time.monotonic() - start < 30  # the work itself would take far longer
    assert running.returncode == status, error
    assert "Traceback" not in error
    assert group_has_ended(running.pid)


@pytest.mark.slow
@pytest.mark.parametrize("mode", [0o755, 0o777])
def test_a_signal_ends_the_program_even_while_it_compiles(tmp_path, mode):
    arguments = command("run", "baseline", "--runs", "10", "--output", str(tmp_path / "out"))
    for name in ("cache", "temporary"):
        (tmp_path / name).mkdir()
    (tmp_path / "cache").chmod(mode)
    settings = {**os.environ, "NRC_SIM_CACHE": str(tmp_path / "cache"), "TMPDIR": str(tmp_path / "temporary")}
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True, env=settings) as running:
        assert running.stderr is not None
        told = [running.stderr.readline() for _ in range(1 if mode == 0o755 else 2)]
        time.sleep(3)
        start = time.monotonic()
        running.send_signal(signal.SIGINT)
        error = running.communicate(timeout=60)[1]
    assert told[-1] == "compiling the engine for this machine (once, about half a minute)\n"
    assert "is not kept in" in told[0] or mode == 0o755
    assert list((tmp_path / "temporary").iterdir()) == [], "a private folder is left behind"
    assert time.monotonic() - start < 20
    assert (running.returncode, error) == (130, "nrc-sim: interrupted\n")


@pytest.mark.slow
def test_summaries_print_the_same_document_as_full_results(capsys):
    documents = []
    for options in ((), ("--summary-only",), ("--engine", "mesa"), ("--engine", "compiled", "--actor-paths")):
        assert main(["run", "baseline", "--json", "--quiet", "--overwrite", *QUICK, *options]) == 0
        documents.append(capsys.readouterr().out)
    assert len(set(documents)) == 1


@pytest.mark.slow
def test_runs_are_added_until_the_shares_are_known(capsys):
    arguments = ("--runs", "1", "--months", "3", "--until-error", "0.2", "--summary-only", "--format", "none")
    assert main(["run", "baseline", *arguments, "--json"]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["scenarios"]["baseline"]["runs"] == 1000
    assert shown.err == "1,000 runs of each scenario give shares to within 0.2\nresults: results\n"


def test_the_size_of_the_actors_paths_is_told_first(capsys):
    assert main(["run", "baseline", *QUICK, "--runs", "40", "--actor-paths"]) == 0
    assert capsys.readouterr().err == "the paths of all actors take about 1 MB more\nresults: results\n"


def test_runs_that_do_not_fit_into_memory_are_refused_and_nothing_is_written(capsys, tmp_path):
    assert main(["run", "baseline", "--runs", "2000000000"]) == 2
    assert "keep statistics alone with --summary-only" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def break_histories(monkeypatch, broken: range) -> None:
    """Leave no numbers in the states at which some runs end their history."""

    def load_broken(name: str) -> engines.Engine:
        engine = engines.load_engine(name)

        def simulate_histories(job, first_run, runs):
            states = np.array(engine.simulate_histories(job, first_run, runs))
            if job.history is not None:
                states[np.isin(np.arange(first_run, first_run + runs), broken)] = np.nan
            return states

        return engine._replace(simulate_histories=simulate_histories)

    monkeypatch.setattr("nrc_sim.study.running.ranges.load_engine", load_broken)


@pytest.mark.slow
def test_failed_runs_are_told_and_listed_and_the_rest_is_written(capsys, monkeypatch):
    break_histories(monkeypatch, range(1, 13))
    assert main(["run", "baseline", "--runs", "20", "--months", "3", "--format", "none", "--json"]) == 1
    shown = capsys.readouterr()
    document = json.loads(shown.out)["scenarios"]["baseline"]
    assert (document["runs"], document["failed"], document["failures"][0]["run"]) == (8, 12, 1)
    lines = shown.err.splitlines()
    assert lines[0] == "results: results"
    assert lines[1].startswith("failed: baseline, run 1, ")
    assert 'to see it: nrc_sim.RelationshipModel("baseline", seed=2013, run=1)' in lines[1]
    assert lines[11] == "failed: 2 more runs; manifest.json lists them"
    assert len(lines) == 12
    loaded = load_results("results")
    assert (len(loaded.failures), loaded["baseline"].runs) == (12, 8)


@pytest.mark.slow
def test_a_scenario_whose_runs_all_fail_does_not_take_the_others_down(capsys, monkeypatch):
    break_histories(monkeypatch, range(20))
    assert main(["run", "baseline", "history_2002_2012", "--runs", "3", "--months", "3", "--format", "none"]) == 1
    shown = capsys.readouterr()
    assert "all failed" in shown.out
    assert "history_2002_2012" in shown.out
    loaded = load_results("results")
    assert [runs.runs for runs in loaded] == [0, 3]


@pytest.mark.slow
def test_compare_tells_failed_runs(capsys, monkeypatch):
    break_histories(monkeypatch, range(1, 2))
    assert main(["compare", "baseline", "new_arms_race", "--runs", "6", "--months", "3", "--format", "none"]) == 1
    assert "failed: new_arms_race, run 1" in capsys.readouterr().err


@pytest.mark.slow
def test_summaries_can_be_plotted_but_not_compared(capsys):
    assert main(["run", "baseline", "new_arms_race", *QUICK, "--summary-only"]) == 0
    capsys.readouterr()
    assert main(["plot", "results", "--format", "svg"]) == 0
    assert "figure: results/trajectories.svg" in capsys.readouterr().err
    assert main(["compare", "results"]) == 2
    assert "hold summaries only" in capsys.readouterr().err


@pytest.mark.slow
def test_compare_runs_scenarios_and_writes_table_and_figure(capsys, tmp_path):
    assert main(["compare", "new_arms_race", "--baseline", "baseline", *DRAWN]) == 0
    shown = capsys.readouterr()
    assert "Against 'baseline', 2 pairs of runs, seed 3" in shown.out
    assert "ends higher" in shown.out
    assert "new_arms_race: parts from 'baseline' in 2013-01" in shown.out
    figures = {f"{name}.{ending}" for name in ("differences", "transitions") for ending in ("png", "svg")}
    tables = {"comparison.csv", "comparison_by_month.csv", "transitions.csv", "trust_shifts.csv"}
    written = {path.name for path in (tmp_path / "comparison").iterdir()}
    assert written == figures | tables | {"manifest.json", "comparison.json", "comparison.png", "comparison.svg"}


@pytest.mark.slow
def test_compare_takes_folders_of_results(capsys, tmp_path):
    write_results(tmp_path / "first", "baseline")
    write_results(tmp_path / "second", "new_arms_race")
    assert main(["compare", "first", "second", "--format", "none", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert list(document["differences"]) == ["new_arms_race"]
    assert document["differences"]["new_arms_race"]["baseline"] == "baseline"


@pytest.mark.slow
def test_compare_takes_one_folder_with_several_scenarios_and_a_baseline(capsys, tmp_path):
    write_results(tmp_path / "out", "baseline", "new_arms_race", "no_new_impulse")
    assert main(["compare", "out", "--baseline", "new_arms_race", "--format", "none", "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out)["differences"]) == ["baseline", "no_new_impulse"]


def test_compare_refuses_a_mixture_of_folders_and_scenarios(capsys, tmp_path):
    write_results(tmp_path / "out", "baseline")
    assert main(["compare", "out", "new_arms_race"]) == 2
    assert "folders of results and scenarios are mixed" in capsys.readouterr().err


@pytest.mark.slow
def test_plot_draws_the_figures_again(capsys, tmp_path):
    write_results(tmp_path / "out", "baseline", "strategic_partnership", "new_arms_race")
    assert main(["plot", "out"]) == 0
    assert (tmp_path / "out" / "comparison.png").is_file()
    assert "figure: out/trajectories.png" in capsys.readouterr().err
    assert main(["plot", "out", "--format", "svg", "--json", "--quiet"]) == 0
    assert len(json.loads(capsys.readouterr().out)["files"]) == 6


@pytest.mark.slow
def test_figures_have_the_style_and_the_formats_that_are_asked_for(capsys, tmp_path):
    write_results(tmp_path / "out", "baseline")
    assert main(["plot", "out", "--style", "print", "--format", "pdf", "--format", "svg", "--json", "--quiet"]) == 0
    files = [Path(name) for name in json.loads(capsys.readouterr().out)["files"]]
    assert {path.suffix for path in files} == {".pdf", ".svg"}
    assert 'width="518.4pt"' in (tmp_path / "out" / "flows.svg").read_text(encoding="utf-8")
    assert main(["plot", "out", "--format", "gif"]) == 2
    assert "'gif' is not one of 'png', 'svg', 'pdf'" in capsys.readouterr().err


def test_figures_that_cannot_be_written_are_a_failed_run(capsys, monkeypatch, tmp_path):
    def fill_disk(*_):
        raise OSError(28, "No space left on device")

    write_results(tmp_path / "out", "baseline")
    monkeypatch.setattr("nrc_sim.figures.study.list_figures", fill_disk)
    assert main(["plot", "out"]) == 1
    assert "figures could not be written" in capsys.readouterr().err


def test_list_shows_all_bundled_scenarios(capsys):
    assert main(["list"]) == 0
    shown = capsys.readouterr().out
    assert all(slug in shown for slug in bundled_slugs())
    assert main(["list", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["scenarios"]
    assert [slug for slug, about in listed.items() if about["in_range"]] == list(bundled_slugs()[:13])


@pytest.mark.slow
def test_help_is_fast_and_loads_no_heavy_library():
    code = (
        "import sys; from nrc_sim.cli import main; main(['run', '--help']);"
        "heavy = {'mesa', 'numba', 'matplotlib', 'xarray', 'zarr', 'pandas'} & set(sys.modules);"
        "print(*heavy, file=sys.stderr, end='')"
    )
    taken, done = times_of_the_libraries(code)
    assert taken < 6
    assert "--runs" in done.stdout
    assert done.stderr == ""


def test_nothing_typed_shows_the_help(capsys):
    assert main([]) == 0
    assert "compare" in capsys.readouterr().out


def test_the_version_is_shown(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip().count(".") == 2


def on_terminal(*arguments: str, **environment: str) -> tuple[str, int]:
    """Run the command on a terminal and return what was seen there, and the exit status."""
    leader, follower = pty.openpty()
    settings = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", **environment}
    with subprocess.Popen(command(*arguments), stdout=follower, stderr=follower, env=settings) as running:
        os.close(follower)
        seen = b""
        while True:
            try:
                part = os.read(leader, 65536)
            except OSError:
                break
            if not part:
                break
            seen += part
    os.close(leader)
    return seen.decode(), running.returncode


@pytest.mark.slow
def test_progress_is_shown_on_a_terminal(tmp_path):
    seen, status = on_terminal("run", "baseline", *QUICK, "--output", str(tmp_path / "out"))
    assert status == 0
    assert "simulating" in seen


def test_no_color_is_respected():
    coloured, _ = on_terminal("list")
    plain, _ = on_terminal("list", NO_COLOR="1")
    assert "\x1b[3" in coloured or "\x1b[1" in coloured
    assert not any(f"\x1b[{code}m" in plain for code in (31, 32, 33, 34, 35, 36))


def test_a_closed_pipe_ends_the_program_quietly():
    text = f"{sys.executable} -c 'import sys; from nrc_sim.cli import main; sys.exit(main())' list --json | head -c 10"
    done = subprocess.run(["bash", "-c", text], capture_output=True, text=True, check=True)
    assert done.stderr == ""


@pytest.mark.slow
def test_a_second_writer_is_refused_at_once_and_told_who_writes(tmp_path):
    output = ("--output", str(tmp_path / "out"))
    long = command("run", "baseline", "--runs", "9000000", "--summary-only", *output)
    with subprocess.Popen(long, stderr=subprocess.DEVNULL, start_new_session=True) as running:
        while not (tmp_path / "out" / "manifest.json").exists():
            time.sleep(0.05)
        tries = [timed(command("run", "baseline", "--resume", *output)) for _ in range(3)]
        running.kill()
    for done, _ in tries:
        assert done.returncode == 2
        assert f"another run writes to the folder: process {running.pid} on " in done.stderr
        assert done.stderr.count("\n") == 1
    assert min(took for _, took in tries) < 20  # a guard against waiting: the first writer takes far longer


def timed(arguments) -> tuple[subprocess.CompletedProcess, float]:
    """Run a program and say how many seconds it took."""
    start = time.monotonic()
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    return done, time.monotonic() - start


@pytest.mark.slow
def test_a_full_disk_is_exit_status_1_and_what_is_done_is_kept(capsys, tmp_path):
    work = ("--months", "3", "--output", "out", "--format", "none", "--quiet")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (250_000, before[1]))
    try:
        status = main(["run", "baseline", "--runs", "3000", *work])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert status == 1
    error = capsys.readouterr().err
    assert error.startswith("nrc-sim: out: results could not be written: [Errno 27] File too large")
    assert error.count("\n") == 1
    assert not Path("out").exists(), "nothing was kept that could be continued"
    assert main(["run", "baseline", "--runs", "3000", *work, "--resume"]) == 0
    assert load_results("out")["baseline"].runs == 3000
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.slow
def test_runs_are_added_to_a_complete_folder(capsys):
    arguments = ["run", "baseline", "--months", "3", "--summary-only", "--format", "none"]
    assert main([*arguments, "--runs", "1000"]) == 0
    assert main([*arguments, "--runs", "1500", "--resume"]) == 0
    shown = capsys.readouterr()
    assert "continuing after 1,000 runs of each scenario\n" in shown.err
    assert load_results("results")["baseline"].runs == 1500
