import inspect
from functools import cache

import numpy as np
import pytest

import nrc_sim
from histories import readable_histories
from nrc_sim.engine.model import RelationshipModel, simulate_block, simulate_histories
from nrc_sim.engine.model import relationship as relationship_module
from nrc_sim.engine.model.agents import Member, OutsidePower
from nrc_sim.engine.model.institution import Alliance
from nrc_sim.engine.model.preparing import prepared_job
from nrc_sim.engine.model.reporters import MODEL_REPORTERS, SERIES_REPORTERS, WIDE
from nrc_sim.engine.world import SERIES, make_job
from nrc_sim.errors import InputError
from nrc_sim.scenario import load_scenario

SEED = 2013
STAGES = (
    ("open_month", RelationshipModel),
    ("negotiate", relationship_module.Agenda),
    ("renew_leaderships", RelationshipModel),
    ("hold_dialogue", RelationshipModel),
    ("conduct_relations", RelationshipModel),
    ("learn_from_conduct", RelationshipModel),
    ("cooperate", Alliance),
    ("adjust_forces", RelationshipModel),
    ("drift", relationship_module.Agenda),
    ("decide_regime", Alliance),
    ("score", RelationshipModel),
    ("close_month", RelationshipModel),
)


def run_to_end(model: RelationshipModel) -> RelationshipModel:
    while model.running:
        model.step()
    return model


@cache
def job_and_states(slug: str, first_run: int, runs: int, seed: int):
    job = prepared_job(slug, seed)
    return job, readable_histories(job, first_run, runs)


def block_of(slug: str, first_run: int, runs: int, seed: int = SEED):
    job, states = job_and_states(slug, first_run, runs, seed)
    return simulate_block(job, first_run, runs, states)


def assert_same_bits(first, second) -> None:
    for name in ("index", "regime", "settlement", "tension", "stock", "member_trust", "outside_trust"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes(), name
    assert {name: array.tobytes() for name, array in first.series.items()} == {
        name: array.tobytes() for name, array in second.series.items()
    }


def test_the_stages_of_a_month_follow_each_other_as_written(monkeypatch):
    called = []

    def listened(name, stage):
        def heard(*arguments, **named):
            called.append(name)
            return stage(*arguments, **named)

        return heard

    for name, owner in STAGES:
        monkeypatch.setattr(owner, name, listened(name, getattr(owner, name)))
    model = RelationshipModel()
    called.clear()
    model.step()
    # The model's own `hold_dialogue` and `adjust_forces` hand on to those of the actors, which are not listened to.
    assert called == [name for name, _ in STAGES]


def test_all_arguments_have_defaults():
    model = nrc_sim.RelationshipModel()
    assert (model.job.slug, model.job.seed, model.run) == ("baseline", SEED, 0)
    assert (model.steps, model.month, model.running) == (0, 0, True)


def test_agents_have_roles():
    model = RelationshipModel()
    counts = {role: sum(type(agent) is role for agent in model.agents) for role in (OutsidePower, Member)}
    assert counts == {OutsidePower: 1, Member: 28}
    assert [power.leads for power in (*model.sides[1], *model.sides[0])] == [True, True, *[False] * 27]
    assert [type(agent) for agent in model.agents].count(Alliance) == 1
    assert len(model.agents) == 30
    assert model.lead is model.members[0]
    assert len({agent.name for agent in model.agents}) == 30


def test_the_model_stops_at_its_horizon():
    model = run_to_end(RelationshipModel())
    assert (model.month, model.steps, model.running, len(model.indices)) == (60, 60, False, 60)
    assert model.final_index == pytest.approx(np.mean(model.indices[-6:]))
    assert model.outcome in range(4)


def test_the_data_collector_has_one_row_a_month():
    frame = run_to_end(RelationshipModel()).datacollector.get_model_vars_dataframe()
    assert list(frame.columns) == ["index", "regime", "final_index", "outcome", *SERIES, *WIDE] == list(MODEL_REPORTERS)
    assert len(frame) == 60
    assert tuple(SERIES_REPORTERS) == SERIES
    assert frame["regime"].isin(RelationshipModel().world.labels.regimes).all()
    assert [len(frame[name].iloc[0]) for name in WIDE] == [1, 5, 5, 28, 28, 28, 28, 28]


def test_a_run_alone_is_that_run_of_a_block():
    block = block_of("baseline", 5, 2)
    model = run_to_end(RelationshipModel("baseline", seed=SEED, run=6))
    assert np.array(model.indices).tobytes() == block.index[1].tobytes()
    collected = model.datacollector.model_vars
    assert np.array(collected["member_trust"]).tobytes() == block.member_trust[1].tobytes()
    assert np.array(collected["portfolio"]).tobytes() == block.series["portfolio"][1].tobytes()
    assert [model.world.labels.regimes.index(name) for name in collected["regime"]] == block.regime[1].tolist()
    assert block.run.tolist() == [5, 6]


def test_blocks_of_any_size_hold_the_same_runs():
    whole = block_of("missile_defense_failure", 0, 3)
    part = block_of("missile_defense_failure", 1, 1)
    assert whole.index[1:2].tobytes() == part.index.tobytes()


def test_the_same_seed_gives_the_same_bits_another_seed_others():
    first, again, other = (block_of("baseline", 0, 2, seed) for seed in (SEED, SEED, SEED + 1))
    assert_same_bits(first, again)
    assert not np.isclose(first.index, other.index).all(axis=1).any()


def test_runs_differ_from_each_other():
    index = block_of("baseline", 0, 2).index
    assert not np.isclose(index[0], index[1]).all()
    assert index[0, -1] != index[1, -1]


def test_stepping_does_not_disturb_another_model():
    alone = run_to_end(RelationshipModel(run=1)).indices
    pair = [RelationshipModel(run=1), RelationshipModel(run=2)]
    while pair[0].running:
        for model in pair:
            model.step()
    assert pair[0].indices == alone


def test_a_scenario_can_be_a_slug_a_path_a_scenario_or_a_job(tmp_path):
    (tmp_path / "story.yaml").write_text("extends: no_new_impulse\ntitle: A story\n", encoding="utf-8")
    loaded = load_scenario(tmp_path / "story.yaml")
    choices = (
        tmp_path / "story.yaml",
        str(tmp_path / "story.yaml"),
        loaded,
        prepared_job(loaded, SEED),
        "no_new_impulse",
    )
    models = [RelationshipModel(choice, run=3) for choice in choices]
    for model in models:
        model.step()
    assert len({model.index for model in models}) == 1
    assert [model.job.slug for model in models] == ["story"] * 4 + ["no_new_impulse"]


def test_an_unknown_scenario_is_refused():
    with pytest.raises(InputError, match=r"no scenario 'base'"):
        RelationshipModel("base")


def test_a_run_below_nought_is_refused():
    with pytest.raises(InputError) as caught:
        RelationshipModel("baseline", run=-1)
    assert str(caught.value) == "run is -1; allowed: a whole number from 0 to 9223372036854775807"


@pytest.mark.parametrize("value", [2.7, True, "7", np.float64(3.0)])
@pytest.mark.parametrize("name", ["run", "seed"])
def test_a_run_or_seed_that_is_no_whole_number_is_refused_and_not_cut(name, value):
    with pytest.raises(InputError) as caught:
        RelationshipModel("baseline", **{name: value})
    assert str(caught.value) == f"{name} is {value!r}; allowed: a whole number from 0 to 9223372036854775807"


def test_bundled_scenarios_alone_are_prepared_once(tmp_path):
    """A file may change between two runs of a notebook."""
    assert prepared_job("baseline", SEED) is prepared_job("baseline", SEED)
    assert prepared_job("baseline", SEED) is prepared_job("baseline", None)
    path = tmp_path / "story.yaml"
    lengths = []
    for months in (12, 24):
        text = f"extends: no_new_impulse\ntitle: T\nhorizon: {{months: {months}}}\n"
        path.write_text(text, encoding="utf-8")
        lengths += [prepared_job(choice, SEED).months for choice in (path, str(path), load_scenario(path))]
    assert lengths == [12] * 3 + [24] * 3


def test_a_file_with_the_name_of_a_bundled_scenario_is_not_taken_for_it(tmp_path, monkeypatch):
    text = "extends: no_new_impulse\ntitle: T\nhorizon: {months: 7}\n"
    (tmp_path / "baseline.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert prepared_job("baseline", SEED).months == 60
    assert prepared_job("baseline.yaml", SEED).months == 7


@pytest.mark.parametrize(("sets", "parameters"), [([], ', parameters="central"'), ([{}], "")])
def test_an_arithmetic_error_ends_its_run_alone_and_names_scenario_run_and_month(monkeypatch, sets, parameters):
    calls = []

    def broken(trend: float, raw: float, before: float, half_life: float) -> float:  # noqa: ARG001 - as the rule
        calls.append(raw)
        return 1.0 / (3 - len(calls))

    job = make_job(load_scenario("renewed_expansion"), SEED, parameter_sets=sets)
    states = simulate_histories(job, 11, 2)
    monkeypatch.setattr(relationship_module, "next_trend", broken)
    block = simulate_block(job, 11, 2, states)
    assert block.run.tolist() == [12]
    (failure,) = block.failures
    assert (failure.scenario, failure.run, failure.seed, failure.stage) == ("renewed_expansion", 11, SEED, "scenario")
    assert (failure.month, failure.error) == ("2013-03", "float division by zero")
    assert failure.place.endswith(".broken")
    model = f'nrc_sim.RelationshipModel("renewed_expansion", seed=2013, run=11{parameters})'
    assert failure.trace == f"{model}, then step() up to 2013-03"


def test_other_faults_of_a_rule_are_not_disguised(monkeypatch):
    def broken(trend: float, raw: float, before: float, half_life: float) -> float:
        raise TypeError(f"{trend} {raw} {before} {half_life}")

    job = prepared_job("baseline", SEED)
    states = simulate_histories(job, 0, 1)
    monkeypatch.setattr(relationship_module, "next_trend", broken)
    with pytest.raises(TypeError):
        simulate_block(job, 0, 1, states)


def test_aggregates_lie_within_those_of_the_members():
    model = RelationshipModel("baseline", run=4)
    for _ in range(6):
        model.step()
        levels = [member.trust_levels[0] for member in model.members]
        assert min(levels) < model.trust_alliance < max(levels)
        assert min(model.outside.conduct) <= model.conduct_outside <= max(model.outside.conduct)
        assert model.mean_without_lead([1.0] * 28) == pytest.approx(1.0)


def test_a_step_past_the_last_month_is_refused_and_changes_nothing():
    model = run_to_end(RelationshipModel("baseline", seed=SEED, parameters="central"))
    before = model.export_state()
    with pytest.raises(InputError, match="all 60 months are over"):
        model.step()
    np.testing.assert_array_equal(model.export_state(), before)


def test_a_page_of_mesa_can_make_the_model_from_the_arguments_that_it_names():
    # SolaraViz takes an argument without a default for one that is missing, unless it is named kwargs.
    named = inspect.signature(RelationshipModel.__init__).parameters
    assert [name for name, it in named.items() if it.default is it.empty] == ["self", "kwargs"]
