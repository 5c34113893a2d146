"""Accepted sets serve the world and the rules for which they were made, and no others."""

import shutil

import pytest

from nrc_sim.analysis.sensitivity import split_variance
from nrc_sim.engine import accepted
from nrc_sim.engine import provenance as fitness
from nrc_sim.engine.world import prepared
from nrc_sim.errors import InputError
from nrc_sim.evidence.hindcast import score_hindcast
from nrc_sim.evidence.observed import read_observed
from nrc_sim.evidence.observed.check_plan import check_plan
from nrc_sim.evidence.observed.plan import Plan, load_plan
from nrc_sim.evidence.validation.page import Blocks
from nrc_sim.scenario import load_scenario, load_world
from nrc_sim.scenario.worlds import evidence_folder

WORLD = load_world("euro_atlantic_2013")


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of the bundled sets, which the package takes for its own."""
    source, copy = accepted.candidates_path(WORLD.slug), tmp_path / "candidates.csv"
    for path, target in ((source, copy), (accepted.made_path(source), accepted.made_path(copy))):
        shutil.copy(path, target)
    for module in (accepted, prepared):
        monkeypatch.setattr(module, "candidates_path", lambda _: copy)
    return copy


def assert_refused(why: str, world=WORLD) -> None:
    accepted.read_candidates.cache_clear()
    with pytest.raises(InputError, match=f"{why}.*") as caught:
        accepted.sets_of_world(world)
    assert "nrc-sim calibrate" in caught.value.suggestion
    assert "--parameters central" in caught.value.suggestion


@pytest.mark.usefixtures("copied")
def test_the_bundled_sets_fit_the_bundled_world_and_the_present_rules():
    assert len(accepted.sets_of_world(WORLD)) == accepted.MOST_SETS


def test_sets_that_were_cut_short_are_refused(copied):
    lines = copied.read_text(encoding="utf-8").splitlines(keepends=True)
    copied.write_text("".join(lines[:2000]), encoding="utf-8")
    assert_refused("cut short")
    copied.write_text("".join(lines[:3]), encoding="utf-8")
    assert_refused("cut short")


def test_sets_of_which_a_digit_was_changed_are_refused(copied):
    text = copied.read_text(encoding="utf-8")
    copied.write_text(text[:-3] + ("1" if text[-3] != "1" else "2") + text[-2:], encoding="utf-8")
    assert_refused("changed since")


@pytest.mark.parametrize(
    ("kept", "why"),
    [
        (lambda _: [], "it ends within its head"),
        (lambda lines: lines[:2], "it ends within its head"),
        (lambda lines: lines[:3], "cut short"),
        (lambda lines: [*lines[:9], lines[9][:40]], r"line 10 has \d values and not \d\d"),
        (lambda lines: [*lines[:9], "x" + lines[9], lines[10].replace(",", ",high", 1)], "could not convert string"),
    ],
)
def test_sets_that_are_empty_a_mere_head_or_cut_within_a_line_are_refused(copied, kept, why):
    copied.write_text("".join(kept(copied.read_text(encoding="utf-8").splitlines(keepends=True))), encoding="utf-8")
    assert_refused(why)


@pytest.mark.parametrize("damage", ["", "# key: 1\n# cut_off: 3\n", "other"])
def test_the_hindcast_and_the_page_of_validation_refuse_sets_that_do_not_fit(copied, damage):
    text = copied.read_text(encoding="utf-8")
    copied.write_text(damage if damage != "other" else text.replace("# key: ", "# key: 0", 1), encoding="utf-8")
    accepted.read_candidates.cache_clear()
    plan = load_plan(WORLD.slug)
    observations = read_observed(evidence_folder(WORLD.slug) / "observed.csv", WORLD, plan)
    for read in (
        lambda: score_hindcast(plan, observations, 1),
        lambda: Blocks().survival(),
        lambda: split_variance(load_scenario("baseline"), 2, 1),
        lambda: accepted.accepted_sets(WORLD.slug),
    ):
        with pytest.raises(InputError, match=r"candidates cannot be read|cannot be used: it was") as caught:
            read()
        assert "nrc-sim calibrate" in caught.value.suggestion


def test_a_page_of_validation_without_candidates_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(accepted, "candidates_path", lambda _: tmp_path / "none.csv")
    with pytest.raises(InputError, match="ships no candidates"):
        Blocks().survival()


def test_sets_without_their_end_are_refused(copied):
    accepted.made_path(copied).unlink()
    assert_refused("missing or damaged")


@pytest.mark.usefixtures("copied")
def test_sets_of_other_numbers_of_the_world_are_refused_and_of_other_words_are_not():
    member = WORLD.members[1]
    other = WORLD.model_copy(update={"members": (WORLD.members[0], member.model_copy(update={"tie": 0.9}))})
    assert_refused("other numbers of the world", other)
    assert accepted.sets_of_world(WORLD.model_copy(update={"title": "Another title"}))


@pytest.mark.usefixtures("copied")
def test_sets_of_other_rules_are_refused(monkeypatch):
    monkeypatch.setattr(accepted, "rules_key", lambda: "other")
    assert_refused("other rules")


def test_the_key_of_the_rules_heeds_what_they_compute_and_not_where_or_in_which_words(tmp_path, monkeypatch):
    (tmp_path / "one.py").write_text("def double(x: float) -> float:\n    return 2.0 * x\n", encoding="utf-8")
    keys = []
    for name, text in (
        ("one.py", "def double(x: float) -> float:\n    return 2.0 * x\n"),
        ("two.py", 'import math\n\ndef double(x):\n    """Twice."""\n    return 2.0 * x  # so\n'),
        ("two.py", "def double(x):\n    return 3.0 * x\n"),
    ):
        for path in tmp_path.glob("*.py"):
            path.unlink()
        (tmp_path / name).write_text(text, encoding="utf-8")
        monkeypatch.setattr(fitness.nrc_sim.rules, "__path__", [str(tmp_path)])
        keys.append(fitness.rules_key.__wrapped__())
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize(
    ("group", "where", "what"),
    [
        ({"of": "EURNATOX"}, ("groups", "G", "of"), "there is no group 'EURNATOX'"),
        ({"of": "G"}, ("groups", "G", "of"), "made of itself"),
        ({}, ("groups", "G"), "a group has members"),
        ({"members": {"france": 0.0}}, ("groups", "G"), "nobody of weight"),
    ],
)
def test_a_faulty_group_of_a_plan_is_told_at_its_place(group, where, what):
    told = load_plan(WORLD.slug).model_dump()
    told["groups"] = {**told["groups"], "G": group}
    (found,) = check_plan(Plan.model_validate(told), WORLD)
    assert found.path == where
    assert what in found.what
