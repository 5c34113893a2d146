"""Ensembles that follow what is observed: against plain runs and brute force, for any number of workers and updates."""

import numpy as np
import pytest

from nrc_sim.engine.kernel.simulation import simulate_block, simulate_histories
from nrc_sim.engine.world import make_job
from nrc_sim.errors import InputError
from nrc_sim.evidence.assimilation.diagnosing import describe_forecast, leave_one_out, past_table, surprise_table
from nrc_sim.evidence.assimilation.following import Listening, follow_months
from nrc_sim.evidence.assimilation.forecast import ask, choose_rows, forecast, make_forecast
from nrc_sim.evidence.assimilation.measured import EVENTS, STATE, Measured
from nrc_sim.evidence.assimilation.observing import ObservationModel, log_likelihood, predict
from nrc_sim.evidence.assimilation.particle_filter import Collapse
from nrc_sim.evidence.assimilation.particles import RunParticles
from nrc_sim.evidence.assimilation.story import choose_story
from nrc_sim.evidence.observed import Dyad
from nrc_sim.evidence.observed.mapping import Mapping
from nrc_sim.evidence.panel.coordinates import effective_size
from nrc_sim.evidence.panel.events import EventModel, draw_events, mean_weight_moments, next_tone, quad_shares
from nrc_sim.evidence.panel.reading import mean_conduct
from nrc_sim.scenario import load_scenario, month_number
from nrc_sim.study.executors import ThreadExecutor
from nrc_sim.study.running import Settings

STORY, START, USUAL = "cold_peace", month_number("2013-01"), (0.4, 0.2, 0.3, 0.1)
MODEL = ObservationModel({}, Mapping(1.2, 5.0, 0.0, USUAL), 0.1, 0.1, 0.5, 0.02)
CAREFUL = Collapse(0.5, 0.0)


@pytest.fixture(scope="module")
def scenario():
    from nrc_sim.scenario.bundled import bundled_folder

    return load_scenario(bundled_folder() / "india_pakistan" / f"{STORY}.yaml")


@pytest.fixture(scope="module")
def job(scenario):
    return make_job(scenario, 5, 18)


def seen(month, value, events=20):
    dyad = Dyad(np.array([1.0]), "to_outside")
    return Measured(EVENTS, "india->pakistan", "conduct", START + month, START + month, value, events, dyad)


OBSERVED = (seen(2, -0.05), seen(5, -0.12, 5), seen(8, -0.08, 60))


def followed(job, runs, measured, until, workers=2):
    with ThreadExecutor(workers) as executor:
        particles = RunParticles(job, runs, measured, MODEL, executor)
        found = follow_months(particles, measured, range(START, START + until), job.seed, CAREFUL, Listening())
        after = particles.fork(choose_rows(found, job.seed, START + until - 1))
        for month in range(START + until, START + job.months):
            after.advance(month)
    return found, after.path_block()


def test_runs_that_nothing_is_compared_with_are_those_of_the_scenario(job):
    whole = simulate_block(job, 0, 700, simulate_histories(job, 0, 700))
    _, block = followed(job, 700, (), 10)
    np.testing.assert_array_equal(block.index, whole.index)
    np.testing.assert_array_equal(block.settlement, whole.settlement)
    np.testing.assert_allclose(block.member_trust, whole.member_trust, atol=1e-6)


def brute_force(job, runs, measured):
    """Whole runs, each with the likelihood of all that was observed: no filter, no exchange."""
    whole = simulate_block(job, 0, runs, simulate_histories(job, 0, runs), conduct=True)
    conduct = whole.member_conduct[:, :, 0]
    tone = [conduct[:, 0]]
    for month in range(1, conduct.shape[1]):
        tone.append(next_tone(tone[-1], conduct[:, month], np.array(MODEL.echo)))
    logs = sum(log_likelihood(one, predict(MODEL, one, tone[one.last - START])) for one in measured)
    return whole, logs


def test_the_filter_gives_what_rejection_of_whole_runs_gives(job):
    whole, logs = brute_force(job, 20_000, OBSERVED)
    generator = np.random.Generator(np.random.PCG64(1))
    accepted = np.log(generator.random(logs.size)) < logs - logs.max()
    assert accepted.sum() > 500
    found, block = followed(job, 6_000, OBSERVED, 12)
    for month in (5, 8, 17):
        exact, spread = whole.index[accepted, month].mean(), whole.index[accepted, month].std()
        plain = whole.index[:, month].mean()
        error = spread * np.sqrt(1.0 / accepted.sum() + 1.0 / effective(found))
        assert abs(block.index[:, month].mean() - exact) < 4.0 * error
        if month == 8:
            assert abs(plain - exact) > 4.0 * error, "what was observed has to matter"
    evidence = sum(how.log_evidence for how in found.months)
    assert evidence == pytest.approx(float(np.log(np.exp(logs).mean())), abs=0.1)


def effective(found):
    from nrc_sim.evidence.assimilation.particle_filter import normalised_weights

    weights = normalised_weights(found.log_weights)
    return min(effective_size(weights), *(how.effective for how in found.months))


def test_bits_do_not_depend_on_workers(job):
    one, other = (followed(job, 1100, OBSERVED, 12, workers)[1] for workers in (1, 2))
    np.testing.assert_array_equal(one.index, other.index)
    np.testing.assert_array_equal(one.series["trust_outside"], other.series["trust_outside"])


def test_a_state_that_is_known_is_that_of_nearly_all_runs():
    job = make_job(load_scenario("baseline"), 5, 12)
    frozen = job.labels.regimes.index("frozen")
    known = Measured(STATE, "regime", "frozen", START + 6, START + 6, codes=(frozen,))
    with ThreadExecutor(2) as executor:
        particles = RunParticles(job, 512, (known,), MODEL, executor)
        found = follow_months(particles, (known,), range(START, START + 7), 5, Collapse(1.0, 0.0), Listening())
        before = (found.particles.kept[-1].block.regime[:, 0] == frozen).mean()
        after = (found.particles.fork(np.arange(512)).path_block().regime[:, -1] == frozen).mean()
    assert 0.0 < before < 0.5 < after
    assert found.surprises[-1][0].probability == pytest.approx(before * 0.98 + (1.0 - before) * 0.02)


def test_the_moments_of_a_month_of_events_are_those_of_events_that_are_drawn():
    usual, generator = np.array(USUAL), np.random.Generator(np.random.PCG64(3))
    for mean, events, bundling in ((-0.2, 4, 0.3), (0.1, 50, 0.1), (0.2, 1, 0.0)):
        shares = quad_shares(np.array([mean]), usual)
        expected, variance = mean_weight_moments(shares[0], events, bundling)
        # A month is a twelfth of what is drawn for a year: the same concentration for a month needs another bundling.
        whole = bundling * 12.0 / (1.0 + 11.0 * bundling)
        model = EventModel(np.array(whole), np.array(0.0), usual)
        many = np.broadcast_to(shares, (60_000, 1, 4))
        drawn = mean_conduct(draw_events(many, np.array([events]), np.full(60_000, model.bundling), generator))
        assert float(expected) == pytest.approx(mean, abs=1e-4)
        assert drawn.mean() == pytest.approx(mean, abs=5.0 * np.sqrt(float(variance) / 60_000))
        assert drawn.var() == pytest.approx(float(variance), rel=0.05)


def test_a_month_of_events_may_miss_by_its_noise_and_by_the_error_of_the_model():
    one, tone = seen(2, -0.05, 20), np.array([-0.6, 0.0, 0.6])
    shares = MODEL.events.shares(tone)
    mean, variance = mean_weight_moments(shares, 20, MODEL.bundling)
    predicted, little = predict(MODEL, one, tone), 1e-6
    slope = (MODEL.events.apply(tone + little) - MODEL.events.apply(tone - little)) / (2.0 * little) / 10.0
    np.testing.assert_allclose(predicted.mean, mean)
    np.testing.assert_allclose(predicted.sd**2, variance + (0.1 * slope) ** 2, rtol=1e-6)


EVENTS_FILE = "month,from,to,conduct,events,coverage\n" + "".join(
    f"2013-{month:02d},{sender},{receiver},{value},{events},1.0\n"
    for month in range(1, 10)
    for sender, receiver, value, events in (
        ("india", "pakistan", round(0.05 - 0.03 * month, 3), 12),
        ("pakistan", "india", "", 0) if month == 4 else ("pakistan", "india", round(0.1 - 0.03 * month, 3), 9),
    )
)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("observed") / "events.csv"
    path.write_text(EVENTS_FILE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def found(scenario, file):
    return forecast(scenario, observed=file, until="2013-09", months=6, runs=600, seed=3, parameters="central")


def test_a_forecast_is_results_like_any_other(found):
    assert found.runs.months.size == 15
    assert sum(share.share for share in found.runs.shares().values()) == pytest.approx(1.0)
    assert found.dataset.sizes["run"] == 600
    assert list(found.outcomes().index) == [STORY]


def test_a_forecast_knows_what_surprised_it_and_what_moved_it(found):
    surprises = surprise_table(found)
    assert len(surprises) == 17
    assert surprises["pit"].between(0.0, 1.0).all()
    assert (surprises["low"] < surprises["median"]).all()
    moved = leave_one_out(found, month_number("2013-08"))
    assert [one.about["months"] for one in moved] == ["2013-09", "2013-09"]
    told = next(one for one in moved if one.classes is not None)
    assert sum(told.classes.values()) == pytest.approx(0.0, abs=1e-9)
    document = describe_forecast(found, None)
    assert document["change"] is None
    assert len(document["months"]) == 9
    later = describe_forecast(found, document | {"until": "2013-08"})
    assert set(later["change"]["classes"].values()) == {0.0}


def test_the_past_is_told_as_it_probably_was(found):
    past = past_table(found)
    assert list(past["month"]) == [f"2013-{month:02d}" for month in range(1, 10)]
    assert (past["index_low"] <= past["index"]).all()
    assert past["ancestors"].is_monotonic_increasing
    assert 1 < past["ancestors"].iloc[0] < 600


def test_what_was_observed_moves_the_ensemble_toward_it(scenario, file, found):
    plain = forecast(
        scenario, observed=file, until="2013-09", months=6, runs=600, seed=3, parameters="central", model_error=1.0
    )
    conduct = [one.runs.single_runs.series["conduct_alliance"][:, 8].mean() for one in (found, plain)]
    assert conduct[0] < conduct[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("month,from,to\n2013-01,india,pakistan\n", "the columns are month, from, to"),
        ("month,from,to,conduct,events\n2013-01,india,pakistam,0.1,3\n", "there is no 'pakistam' in the world"),
        ("month,from,to,conduct,events\n2013-01,india,india,0.1,3\n", "of one side"),
        ("month,from,to,conduct,events\n2013-13,india,pakistan,0.1,3\n", "month is '2013-13'"),
        ("month,from,to,conduct,events\n2013-01,india,pakistan,7,3\n", "conduct is '7'"),
        ("month,from,to,conduct,events\n2013-01,india,pakistan,nan,3\n", "conduct is 'nan'"),
        ("month,from,to,conduct,events\n2013-01,india,pakistan,0.1,2.5\n", "events is '2.5'"),
        ("month,from,to,conduct,events\n2013-01,india,pakistan,0.1\n", "there are 4 values"),
        ("month,from,to,conduct,events\n" + 2 * "2013-01,india,pakistan,0.1,3\n", "has 2 values for 2013-01"),
        ("month,from,to,conduct,events\n2012-01,india,pakistan,0.1,3\n", "nothing was observed in the months"),
        ("month,variable,value\n2013-01,regime,frozen\n", "variable is 'regime'"),
        ("dyad,year,variable,value\nIND<->PAK,2013,conduct,0.1\n", "has no plan of evidence"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(scenario, tmp_path, text, message):
    path = tmp_path / "wrong.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        forecast(scenario, observed=path, until="2013-06", runs=10, parameters="central")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"until": "2012-06"}, "--until"),
        ({"until": "June"}, "--until"),
        ({"until": "2013-06", "only": ["trust"]}, "nothing was observed of 'trust'"),
        ({"until": "2013-06", "model_error": 0.0}, "--model-error"),
        ({"until": "2013-06", "months": -1}, "months is -1"),
        ({"until": "2190-12"}, "at most"),
        ({"until": "2013-06", "since": "1999-01"}, "--since"),
    ],
)
def test_what_cannot_be_asked_is_refused(scenario, file, asked, message):
    with pytest.raises(InputError, match=message):
        forecast(scenario, observed=file, runs=10, parameters="central", **asked)


def test_known_states_need_one_of_the_world(tmp_path):
    path = tmp_path / "states.csv"
    for row, message in (
        ("2013-02,missile_defence,talks", "missile_defense"),
        ("2013-02,missile_defense,over", "value"),
    ):
        path.write_text(f"month,variable,value\n{row}\n", encoding="utf-8")
        with pytest.raises(InputError, match=message):
            forecast("baseline", observed=path, until="2013-06", runs=10, parameters="central")


def test_a_world_is_followed_by_chance_from_its_history_on_or_from_a_later_month(tmp_path):
    path = tmp_path / "states.csv"
    path.write_text("month,variable,value\n2010-03,regime,council\n", encoding="utf-8")
    settings = Settings(16, 1, parameters="central")
    whole = ask(choose_story("euro_atlantic_2013"), [path], ("2010-04", 2), settings)
    assert (whole.story.scenario.start, whole.story.past) == ("2002-01", None)
    later = ask(choose_story("euro_atlantic_2013", since="2010-01"), [path], ("2010-04", 2), settings)
    assert later.story.past.months == 96
    assert all(shock.at is None for shock in later.story.scenario.shocks)
    found = make_forecast(later)
    assert found.runs.months.size == 6
    assert len(found.months) == 4
