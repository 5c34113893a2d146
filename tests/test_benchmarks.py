"""The benchmarks measure what they say; how fast anything is, no test says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.__main__ import PARTS, main
from benchmarks.document import PLACE, write_document, write_section
from benchmarks.floor import count_draws
from benchmarks.machine import describe_machine
from benchmarks.operations import CountingNumber, all_actors, all_months, count_operations, counts
from benchmarks.sizes import FULL, QUICK
from benchmarks.tables import Table, as_markdown, number
from benchmarks.timing import run_command, script, take_turns
from benchmarks.worlds import enlarged_scenario

from nrc_sim.engine.world import make_job
from nrc_sim.scenario import load_scenario

ROOT = Path(__file__).parent.parent
SLUG = "baseline"
CHEAP = ("engines", "workers", "worlds", "events", "studies", "noting")


@pytest.fixture(scope="module")
def job():
    return make_job(load_scenario(SLUG), 1)


@pytest.fixture(scope="module")
def printed():
    """What the command prints of the cheap parts, measured in quick mode."""
    before = PLACE.read_bytes() if PLACE.exists() else None
    chosen = [word for name in CHEAP for word in ("--only", name)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", *chosen], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (PLACE.read_bytes() if PLACE.exists() else None) == before
    return done.stdout


def rows_of(text, title):
    """Rows of the table below a heading, each a name and its figures."""
    section = text.partition(f"## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")][2:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [(name, [float(figure.replace(",", "")) for figure in figures]) for name, *figures in cells]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "rows", "figures"),
    [
        ("Engines", 5, 3),
        ("The floor", 5, 4),
        ("Workers", 2, 3),
        ("Actors and issues", 3, 3),
        ("The smallest world", 4, 2),
        ("Experiments", 2, 2),
        ("The main job", 2, 2),
        ("Event data", 2, 4),
        ("Recording what runs drew", 2, 3),
    ],
)
def test_a_quick_measurement_prints_all_its_figures(printed, title, rows, figures):
    found = rows_of(printed, title)
    assert [len(numbers) for _, numbers in found] == [figures] * rows
    assert all(number >= 0.0 for _, numbers in found for number in numbers)
    assert all(numbers[0] > 0.0 for _, numbers in found)


@pytest.mark.slow
def test_engines_and_floor_stand_in_one_table_with_their_ratios(printed):
    rows = dict(rows_of(printed, "Engines"))
    mesa, floor = rows["Mesa's `batch_run`"], rows["floor"]
    assert mesa[1] == floor[2] == 1.0
    for took, faster, above in rows.values():
        assert faster == pytest.approx(mesa[0] / took, rel=0.02)
        assert above == pytest.approx(took / floor[0], rel=0.02)


@pytest.mark.slow
def test_the_floor_is_the_sum_of_its_parts(printed):
    parts = [numbers for _, numbers in rows_of(printed, "The floor")]
    assert sum(numbers[3] for numbers in parts[:4]) == pytest.approx(
        dict(rows_of(printed, "Engines"))["floor"][0], 0.02
    )
    for wanted, rate, total, per_actor in parts:
        assert total == pytest.approx(wanted * rate, rel=0.02, abs=0.01)
        assert per_actor == pytest.approx(total / 30, rel=0.02, abs=0.01)


def test_what_is_measured_apart_keeps_its_place_in_the_document(tmp_path, monkeypatch):
    place = tmp_path / "page.md"
    monkeypatch.setattr("benchmarks.document.PLACE", place)
    first, other = Table("First", "One.", ("what", "s"), [("a", "1")]), Table("Other", "Two.", ("what", "s"), [])
    write_document([first])
    assert "Clusters" not in place.read_text(encoding="utf-8").partition("## How it is measured")[0]
    for seconds in ("2", "3"):
        write_section(Table("Clusters on one machine", "Apart.", ("workers", "s"), [("1", seconds)]))
        found = place.read_text(encoding="utf-8")
        assert found.count("## Clusters on one machine\n\nApart.\n") == 1
        assert f"| 1 | {seconds} |\n\n## How it is measured\n\nTimes" in found
    write_document([first, other])
    again = place.read_text(encoding="utf-8")
    assert again.replace(as_markdown(other) + "\n", "") == found


def test_an_unknown_part_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["--only", "nothing"])
    assert "engines" in capsys.readouterr().err
    assert set(CHEAP) <= set(PARTS)


def test_contestants_take_turns_after_a_first_call_that_does_not_count():
    calls = []
    found = take_turns({name: lambda name=name: calls.append(name) for name in "ab"}, rounds=3)
    assert "".join(calls) == "abababab"
    assert set(found) == {"a", "b"}
    assert all(0.0 <= times.least <= times.median for times in found.values())


def test_a_command_runs_in_the_clone_with_its_own_environment():
    code = "import os; print(os.environ['CHOSEN'], os.path.exists('pyproject.toml'))"
    done = run_command([sys.executable, "-c", code], CHOSEN="yes")
    assert done.output.split() == ["yes", "True"]
    assert done.seconds > 0.0
    assert Path(script("nrc-sim")).parent == Path(sys.executable).parent


@pytest.mark.slow
def test_a_call_in_a_process_of_its_own_tells_seconds_and_memory():
    done = run_command([sys.executable, "-m", "benchmarks.one_call", SLUG, "64", "1"])
    seconds, megabytes = (float(figure) for figure in re.findall(r"[\d.]+", done.output))
    assert seconds > 0.0
    assert megabytes > 50.0


def test_a_number_counts_what_is_done_with_it():
    counts.clear()
    one = CountingNumber(3.0)
    result = -max(2.0 * one + 1.0 - one, 0.5) / 4.0
    assert result == -1.0
    assert type(result) is CountingNumber
    assert counts == {"simple": 5, "divisions": 1}


@pytest.mark.slow
def test_counting_changes_no_result_and_finds_the_same_in_every_run(job):
    one, two = count_operations(job, 1), count_operations(job, 2)
    assert one.simple > 100.0 * all_actors(job)
    assert one.divisions > all_actors(job)
    assert two == pytest.approx(one, rel=0.05)


def test_a_month_draws_for_each_dyad_its_conduct_and_its_reading_both_ways(job):
    draws = count_draws(job)
    assert draws.bell == 4 * (all_actors(job) - 2) + 4
    assert draws.uniform < draws.bell
    assert all_months(job) == job.months + job.history.months


def test_a_larger_world_has_as_many_actors_and_issues_as_asked_for():
    job = make_job(enlarged_scenario(SLUG, 40, 11), 1)
    assert all_actors(job) == 40
    for world in (job.world, job.history):
        assert (len(world.pairs), len(world.issues)) == (38, 11)
        assert sum(world.weights[-1]) == pytest.approx(1.0)
    assert len(set(job.labels.members)) == 38


def test_a_world_to_which_nothing_is_added_is_the_bundled_one(job):
    same = make_job(enlarged_scenario(SLUG, all_actors(job), len(job.world.issues)), 1)
    assert (same.world, same.history) == (job.world, job.history)
    assert all_actors(job) == FULL.actors[0]
    assert len(job.world.issues) <= FULL.issues[0]


def test_numbers_keep_the_decimals_that_they_are_good_for():
    assert [number(value) for value in (0.123, 12.34, 5900.4)] == ["0.12", "12.3", "5,900"]


def test_a_table_is_markdown_and_a_text_may_stand_alone():
    assert as_markdown(Table("A", "Text.", ("name", "s"), [("b", "1.00")])) == (
        "## A\n\nText.\n\n| name | s |\n| --- | ---: |\n| b | 1.00 |\n"
    )
    assert as_markdown(Table("A", "Text.")) == "## A\n\nText.\n"


def test_the_machine_is_described_by_its_parts_and_not_by_its_name():
    said = describe_machine()
    assert re.search(r"\d+ cores, \d+ GB of memory; .*Python 3\.\d+", said)
    assert str(ROOT) not in said


def test_the_document_says_that_it_is_written_by_the_command(tmp_path, monkeypatch):
    monkeypatch.setattr("benchmarks.document.PLACE", tmp_path / "performance.md")
    write_document([Table("Engines", "Text.", ("", "ns"), [("one", "1.00")])])
    text = (tmp_path / "performance.md").read_text(encoding="utf-8")
    assert "python -m benchmarks" in text.splitlines()[2]
    assert "## Engines\n\nText.\n\n|  | ns |" in text
    assert describe_machine() in text


def test_a_quick_measurement_asks_for_less_than_a_full_one():
    small, large = QUICK._asdict(), FULL._asdict()
    assert all(small[name] <= large[name] for name in small)
