import pytest
from hypothesis import strategies as st
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import LIMIT, READER, SPILLOVER, STANDING, TRUST
from rule_parameters import BELIEF

from nrc_sim.rules.trust import (
    Reader,
    Standing,
    bad_news_weight,
    learned,
    left_behind,
    next_trust,
    resting_trust,
)

SURPRISE = st.floats(0.001, 3.0)
NEUTRAL = Reader(threat=1.0, openness=1.0, grievance=0.0, dialogue=0.0, consultation=0.0)


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (bad_news_weight, "reader.grievance"),
        (bad_news_weight, "reader.threat"),
        (learned, "surprise"),
        (resting_trust, "standing.disposition"),
        (resting_trust, "standing.rally"),
        (resting_trust, "standing.leadership"),
        (resting_trust, "standing.project"),
        (resting_trust, "standing.slow"),
        (resting_trust, "standing.upkeep"),
        (left_behind, "slow"),
        (next_trust, "trust"),
        (next_trust, "news"),
        (next_trust, "resting"),
        (next_trust, "drawn"),
        (next_trust, "spillover"),
    ],
)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (bad_news_weight, "reader.dialogue"),
        (bad_news_weight, "reader.consultation"),
        (resting_trust, "standing.load"),
        (resting_trust, "standing.threat"),
        (resting_trust, "standing.fear"),
    ],
)
def test_it_falls_with(rule, argument):
    check_falls(rule, argument)


@for_all(SURPRISE, READER, BELIEF.filter(lambda p: p.learning > 0.0))
def test_good_news_raises_trust_and_bad_news_lowers_it(surprise, reader, p):
    assert learned(surprise, reader, p) > 0.0 > learned(-surprise, reader, p)
    assert learned(0.0, reader, p) == 0.0


@for_all(SURPRISE, READER, BELIEF)
def test_who_does_not_learn_is_moved_by_no_news(surprise, reader, p):
    deaf = p._replace(learning=0.0)
    assert learned(surprise, reader, deaf) == learned(-surprise, reader, deaf) == 0.0


@for_all(SURPRISE, READER, READER, BELIEF)
def test_good_news_moves_trust_by_openness_alone(surprise, one, two, p):
    other = two._replace(openness=one.openness)
    assert learned(surprise, one, p) == learned(surprise, other, p)


@for_all(SURPRISE, BELIEF)
def test_a_neutral_reader_minds_good_and_bad_news_alike(surprise, p):
    assert learned(-surprise, NEUTRAL, p) == -learned(surprise, NEUTRAL, p)


@for_all(READER, BELIEF)
def test_bad_news_weighs_the_same_for_open_and_cautious_readers(reader, p):
    assert bad_news_weight(reader, p) == bad_news_weight(reader._replace(openness=1.0), p)


@for_all(BELIEF)
def test_trust_that_nothing_burdens_or_supports_rests_at_its_level(p):
    assert resting_trust(Standing(*[0.0] * len(Standing._fields)), NEUTRAL, p) == p.level


@for_all(STANDING, READER, BELIEF)
def test_fear_lowers_the_resting_trust_by_itself(standing, reader, p):
    calm = resting_trust(standing._replace(fear=0.0), reader, p)
    assert calm - resting_trust(standing, reader, p) == pytest.approx(standing.fear, abs=1e-9)


@for_all(TRUST, TRUST, BELIEF)
def test_trust_returns_to_rest_and_never_beyond(trust, resting, p):
    within = p._replace(limit=LIMIT)
    after = next_trust(trust, 0.0, resting, 0.0, 0.0, within)
    assert min(trust, resting) - 1e-12 <= after <= max(trust, resting) + 1e-12


@pytest.mark.parametrize("news", [-100.0, 100.0])
@for_all(p=BELIEF)
def test_no_news_moves_trust_beyond_its_limits(news, p):
    assert next_trust(0.0, news, 0.0, 0.0, 0.0, p) == (p.limit if news > 0.0 else -p.limit)


@for_all(TRUST, st.floats(-1.0, 1.0), SPILLOVER, BELIEF)
def test_allies_and_cooperation_move_trust_together(trust, drawn, spillover, p):
    together = next_trust(trust, 0.0, trust, drawn, spillover, p)
    assert together == next_trust(trust, 0.0, trust, drawn + spillover, 0.0, p)
