"""Learning from a panel, from simulated counts to draws, checks and files."""

import json

import numpy as np
import pytest

from nrc_sim.errors import InputError
from nrc_sim.evidence.panel import posterior as posteriors
from nrc_sim.evidence.panel.learned_files import write_learned
from nrc_sim.evidence.panel.learning import LearningPlan, Simulators, learn_from, learn_numbers, values_at
from nrc_sim.evidence.panel.posterior import (
    learned_table,
    read_posterior,
    source_path,
    summarise_draws,
    write_posterior,
)
from nrc_sim.evidence.panel.priors import Prior, load_priors
from nrc_sim.evidence.panel.reading import QUAD_WEIGHTS
from nrc_sim.evidence.panel.settings import load_panel, load_settings, split_panel
from nrc_sim.evidence.panel.summaries import summarise_panel
from nrc_sim.figures.learning import write_learning_figure
from nrc_sim.study.store import draft_folder

PRIORS = {
    "level": Prior(about="level at rest", range=(0.0, 0.3), scale="linear", source="a test"),
    "spread": Prior(about="spread of years", range=(0.01, 0.3), scale="log", source="a test"),
    "memory": Prior(about="share left a year later", range=(0.0, 0.95), scale="linear", source="a test"),
    "silent": Prior(about="nothing that shows", range=(-1.0, 1.0), scale="linear", source="a test"),
}
TRUE = {"level": 0.12, "spread": 0.06, "memory": 0.5, "silent": 0.0}


def events_of(conduct, numbers, generator):
    """Events of two kinds whose mean weight is as conduct says, as many as there were."""
    high, low = QUAD_WEIGHTS[0], QUAD_WEIGHTS[3]
    friendly = generator.binomial(numbers, np.clip((conduct - low) / (high - low), 0.0, 1.0))
    counts = np.zeros((*friendly.shape, 4), dtype=np.int64)
    counts[..., 0], counts[..., 3] = friendly, numbers - friendly
    return counts


def conduct_of(shape, values, place, generator):
    """An autoregression of each direction of each pair."""
    memory, spread = values["memory"][place], values["spread"][place]
    shocks = spread * generator.normal(size=shape)
    found = shocks.copy()
    for year in range(1, shape[-1]):
        found[..., year] = memory * found[..., year - 1] + np.sqrt(1.0 - memory**2) * shocks[..., year]
    return values["level"][place] + found


def simulate_pairs_of(panel, values, seed, first):
    found = []
    for place in range(len(values["level"])):
        generator = np.random.Generator(np.random.PCG64([seed, first + place]))
        found.append(events_of(conduct_of(panel.events.shape, values, place, generator), panel.events, generator))
    return np.array(found)


def simulate_cases_of(panel, cases, values, seed, first):
    both = []
    for who in ("of_lead", "of_state"):
        events = panel.events[[getattr(case, who) for case in cases]]
        own = panel._replace(counts=events[..., None], pairs=("",) * len(cases))
        both.append(simulate_pairs_of(own, values, seed + len(both), first))
    return both[0], both[1]


SIMULATORS = Simulators(simulate_pairs_of, simulate_cases_of)
PLAN = LearningPlan(SIMULATORS, seed=3, budget=2000, workers=2)


@pytest.fixture(scope="module")
def panel():
    learned = split_panel(load_panel(), load_settings())[0]
    some = learned.where(lambda pair: "USA" in pair or "GBR" in pair)
    counts = simulate_pairs_of(some, {name: np.array([value]) for name, value in TRUE.items()}, 99, 0)
    return some._replace(counts=counts[0])


@pytest.fixture(scope="module")
def learned(panel):
    return learn_from(summarise_panel(panel, load_settings()), PRIORS, PLAN)


def test_the_numbers_of_a_simulated_panel_come_back(learned):
    for number in learned.numbers[:3]:
        assert number.low - number.sd <= TRUE[number.name] <= number.high + number.sd, number
        assert not number.prior_only
        assert not number.at_the_end


def test_a_number_that_does_not_show_is_reported_as_prior_only(learned):
    silent = learned.numbers[3]
    assert silent.prior_only
    assert silent.sd == pytest.approx(silent.prior_sd, rel=0.25)
    assert silent.cells()[-1] == "prior only"


def test_draws_stay_in_their_ranges(learned):
    for name, values in learned.posterior.draws.items():
        low, high = PRIORS[name].range
        assert len(values) == 1024
        assert (low <= values).all()
        assert (values <= high).all()


def test_panels_simulated_from_the_draws_look_like_the_panel(learned):
    inside = {check.name: check.inside for check in learned.checks}
    assert inside["level"]
    assert inside["lag_one"]
    assert sum(inside.values()) >= len(inside) - 3


def test_numbers_from_which_panels_were_simulated_come_back(learned):
    names = [one.name for one in learned.recovered]
    assert names == list(PRIORS)
    assert all(0.7 <= one.covered <= 1.0 for one in learned.recovered)
    assert all(sum(one.counts) == sum(learned.recovered[0].counts) for one in learned.recovered)


def test_ranges_and_levels_are_inverse_to_each_other():
    for prior in load_priors().values():
        levels = np.linspace(0.0, 1.0, 7)
        assert prior.level(prior.quantile(levels)) == pytest.approx(levels)
    places = np.array([[0.0, 1.0, 0.5, 0.5]])
    assert {name: values.item() for name, values in values_at(PRIORS, places).items()} == pytest.approx(
        {"level": 0.0, "spread": 0.3, "memory": 0.475, "silent": 0.0}
    )


def test_what_was_learned_of_a_number_is_measured_on_the_scale_of_its_prior():
    levels = np.linspace(0.0, 0.04, 101)
    found = summarise_draws({"spread": PRIORS["spread"].quantile(levels)}, PRIORS)[0]
    assert found.spread_kept == pytest.approx(0.04, rel=0.02)
    assert found.at_the_end
    assert "at the end" in learned_table([found])


def test_a_folder_holds_draws_checks_and_simulations(learned, tmp_path):
    with draft_folder(tmp_path / "out", command="learn") as draft:
        write_learned(learned, draft.path)
        drawn = write_learning_figure(learned, draft.path)
        draft.complete({"command": ["learn"], "scenarios": {}})
    assert {path.name for path in drawn} == {"learning.png", "learning.svg"}
    written = read_posterior(tmp_path / "out" / "posterior.csv", PRIORS, learned.summaries.panel)
    for name, values in learned.posterior.draws.items():
        assert written.draws[name] == pytest.approx(values, rel=1e-8)
    document = json.loads((tmp_path / "out" / "learning.json").read_text(encoding="utf-8"))
    assert document["until"] == 2012
    assert document["numbers"]["silent"]["prior_only"] is True
    with np.load(tmp_path / "out" / "simulations.npz") as table:
        assert len(table["coordinates"]) == len(table["statistics"]) == table["drawn"].sum()
    with pytest.raises(InputError), draft_folder(tmp_path / "out", command="hindcast"):
        pass


def changed_text(path):
    path.write_text(path.read_text(encoding="utf-8")[:-3] + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (changed_text, "cut short, or changed"),
        (lambda path: path.write_text("", encoding="utf-8"), "cannot be read"),
        (lambda path: source_path(path).unlink(), "cannot be read"),
        (lambda path: source_path(path).write_text("{}", encoding="utf-8"), "cannot be read"),
    ],
)
def test_damaged_draws_are_refused(learned, tmp_path, spoil, why):
    path = tmp_path / "posterior.csv"
    write_posterior(learned.posterior, path)
    spoil(path)
    with pytest.raises(InputError, match=why) as caught:
        read_posterior(path, PRIORS)
    assert "nrc-sim learn" in caught.value.suggestion


def test_draws_of_other_ranges_rules_or_panels_are_refused(learned, tmp_path, monkeypatch):
    path = tmp_path / "posterior.csv"
    write_posterior(learned.posterior, path)
    wider = PRIORS | {"level": PRIORS["level"].model_copy(update={"range": (0.0, 0.4)})}
    with pytest.raises(InputError, match="other ranges"):
        read_posterior(path, wider)
    with pytest.raises(InputError, match="another panel"):
        read_posterior(path, PRIORS, load_panel())
    monkeypatch.setattr(posteriors, "simulation_key", lambda: "others")
    with pytest.raises(InputError, match="other rules"):
        read_posterior(path, PRIORS)


@pytest.mark.parametrize("until", [2006, 2013])
def test_years_that_are_too_few_or_not_there_are_refused(until):
    with pytest.raises(InputError, match=f"until is {until}"):
        learn_numbers(PLAN._replace(until=until))
