"""Worked examples of what is decided, counted and drawn, and of trust and the council in a month: computed by hand."""

import pytest
from rule_parameters import central
from rule_states import (
    COMPROMISE,
    COUNCIL,
    FAILURE,
    FROZEN,
    NONE,
    PARTIAL,
    PARTNERSHIP,
    REGIME_WAYS,
    end_of_talks,
    moved,
    settled,
)
from rule_states import TALKS as TALKING
from test_worked_rules import FORCES, STOCKS, TRUST
from test_worked_states import HOUSE, TALKS

from nrc_sim.rules.actors import View, updated_trust
from nrc_sim.rules.cooperation import AreaMonth, AreaTraits
from nrc_sim.rules.council import Institution, Relations, next_institution, stock_of_area
from nrc_sim.rules.index import classify_outcome
from nrc_sim.rules.institution import Politics, dialogue_level, next_ready
from nrc_sim.rules.issues import Course, course_under_talks
from nrc_sim.rules.leadership import LeadershipParameters, newness, next_tenure
from nrc_sim.rules.negotiation import Table
from nrc_sim.rules.powers import PowerTraits
from nrc_sim.rules.shocks import LESS, LESS_OR_EQUAL, MORE, MORE_OR_EQUAL, drawn_value, holds, months_held
from nrc_sim.rules.ways import Ways

COURT = HOUSE._replace(
    freezing=0.4,
    freeze_hostility=0.5,
    freeze_width=0.8,
    partnership_months=6.0,
    partnership_trust_outside=0.6,
    partnership_trust_alliance=0.5,
    partnership_tension=0.4,
    partnership_loss=0.45,
)
CALM = Politics(hostility=0.0, climate=0.2, home=COUNCIL, months=3.0, ready=0.0, trust=0.5)
HARSH = CALM._replace(hostility=0.7)
EVEN = Table(trust=0.5, clock=0.5, overdue=0.0)
LEADERS = central(LeadershipParameters)._replace(honeymoon=12.0)
DRIFT, SETTLED = Course(0.2, 0.1), Course(0.8, 0.3)
BOUNDS = (-25.0, 5.0, 30.0)
VALUES = ((10.0, 20.0, 30.0), (0.25, 0.75, 1.0))
WARY = PowerTraits(
    disposition=0.4, threat_perception=1.5, lead_weight=0.6, stubbornness=0.4, openness=1.0, consulted=0.0
)
CAUTIOUS = WARY._replace(threat_perception=1.0, openness=0.7, consulted=1.0)
VIEW = View(
    trust=0.5,
    expectation=0.3,
    read=0.1,
    fear=0.15,
    load=1.0,
    grievance=0.5,
    activity=0.7,
    dialogue=0.5,
    consultation=0.4,
    rally=0.3,
    whole_project=0.5,
    spillover=0.02,
    leaders=0.8,
    transparency=0.5,
    slow=-0.2,
    upkeep=0.25,
)
GOOD_NEWS = VIEW._replace(expectation=0.1, read=0.3, load=1.5, fear=0.0, slow=0.0, upkeep=0.0)
NO_WAYS = Ways((0,), (0,), (), (), ())
BEFORE = Institution(regime=COUNCIL, home=COUNCIL, regime_months=3.0, climate=0.5, ready=2.0)
SEEN = Relations(
    read_outside=0.1,
    read_alliance=0.3,
    trust_outside=0.7,
    trust_alliance=0.6,
    conduct_outside=-0.7,
    partnership_tension=0.3,
)
AREA = AreaTraits(initial=0.1, need=0.6, weight=0.3, insulation=0.2, dependence=0.5, held=-1.0)
NOW = AreaMonth(commitment=0.4, support=0.25, framework=0.3, link=0.5)

WORKED = {
    "ready": (next_ready(3.0, (0.7, 0.6), 0.3, COURT), 4.0),  # .7 > .6, .6 > .5, .3 < .4
    "not ready at the tension": (next_ready(3.0, (0.7, 0.6), 0.4, COURT), 0.0),
    "not ready at the trust of the outside power": (next_ready(3.0, (0.6, 0.6), 0.3, COURT), 0.0),
    "not ready at the trust of the Alliance": (next_ready(3.0, (0.7, 0.5), 0.3, COURT), 0.0),
    "thaws": (moved(FROZEN, 0.07, CALM, COURT), COUNCIL),  # below .4 * .1 / .5 = .08
    "stays frozen": (moved(FROZEN, 0.09, CALM, COURT), FROZEN),
    "freezes": (moved(COUNCIL, 0.09, HARSH, COURT), FROZEN),  # below .4 * .2 / .8 = .1
    "does not freeze": (moved(COUNCIL, 0.11, HARSH, COURT), COUNCIL),
    "becomes a partnership": (moved(COUNCIL, 0.5, CALM._replace(ready=6.0), COURT), PARTNERSHIP),
    "no partnership yet": (moved(COUNCIL, 0.5, CALM._replace(ready=5.0), COURT), COUNCIL),
    "a partnership is lost": (moved(PARTNERSHIP, 0.5, CALM._replace(trust=0.44), COURT), COUNCIL),
    "a partnership is kept": (moved(PARTNERSHIP, 0.5, CALM._replace(trust=0.45), COURT), PARTNERSHIP),
    "dialogue of the regime": (dialogue_level(0.6, 0.5), 0.6),
    "dialogue of the policy": (dialogue_level(0.3, 0.5), 0.5),
    # odds of even trust are 1: compromise .1 * .5, partial .2 * .5 and failure .05 end at .05, .15 and .2
    "compromise": (end_of_talks(0.049, EVEN, TALKS), COMPROMISE),
    "partial from where compromise ends": (end_of_talks(0.051, EVEN, TALKS), PARTIAL),
    "partial": (end_of_talks(0.149, EVEN, TALKS), PARTIAL),
    "failure from where partial ends": (end_of_talks(0.151, EVEN, TALKS), FAILURE),
    "failure": (end_of_talks(0.199, EVEN, TALKS), FAILURE),
    "talks go on": (end_of_talks(0.201, EVEN, TALKS), TALKING),
    "a settlement of talks": (settled(TALKING, 0.049, EVEN, TALKS), COMPROMISE),
    "a settlement that stays": (settled(PARTIAL, 0.049, EVEN, TALKS), PARTIAL),
    "an agreement that is lost": (settled(COMPROMISE, 0.009, EVEN, TALKS), FAILURE),  # below .01 at even odds
    "an agreement that is kept": (settled(COMPROMISE, 0.011, EVEN, TALKS), COMPROMISE),
    "a failure that stays": (settled(FAILURE, 0.009, EVEN, TALKS), FAILURE),
    "talks that were never opened": (settled(NONE, 0.049, EVEN, TALKS), NONE),
    "course while talks run": (course_under_talks(DRIFT, True, 0.6, SETTLED), (0.6, 0.0)),
    "course of a settlement": (course_under_talks(DRIFT, False, 0.6, SETTLED), (0.8, 0.3)),
    "course left alone": (course_under_talks(DRIFT, False, 0.6, Course(-1.0, 0.3)), (0.2, 0.1)),
    "course to no tension": (course_under_talks(DRIFT, False, 0.6, Course(0.0, 0.3)), (0.0, 0.3)),
    "new": (newness(11.0, LEADERS), 1.0),
    "new no more": (newness(12.0, LEADERS), 0.0),
    "tenure": (next_tenure(5.0, False), 6.0),
    "tenure of a new leadership": (next_tenure(5.0, True), 0.0),
    "held": (months_held(2, True, 4), 3),
    "held no more": (months_held(2, False, 4), 0),
    "held anew": (months_held(4, True, 4), 1),
    "held for long enough and no more": (months_held(4, False, 4), 0),
    "first value": (drawn_value(0.24, *VALUES), 10.0),
    "second value": (drawn_value(0.25, *VALUES), 20.0),
    "last value": (drawn_value(0.76, *VALUES), 30.0),
    "less": (holds(0.9, LESS, 1.0), True),
    "not less": (holds(1.0, LESS, 1.0), False),
    "less or equal": (holds(1.0, LESS_OR_EQUAL, 1.0), True),
    "neither less nor equal": (holds(1.1, LESS_OR_EQUAL, 1.0), False),
    "more": (holds(1.1, MORE, 1.0), True),
    "not more": (holds(1.0, MORE, 1.0), False),
    "more or equal": (holds(1.0, MORE_OR_EQUAL, 1.0), True),
    "neither more nor equal": (holds(0.9, MORE_OR_EQUAL, 1.0), False),
    "lowest class": (classify_outcome(-25.1, BOUNDS), 0),
    "class below a bound": (classify_outcome(4.9, BOUNDS), 1),
    "class at a bound": (classify_outcome(5.0, BOUNDS), 2),
    "highest class": (classify_outcome(30.0, BOUNDS), 3),
    # news .5 * 1.5 * .8 * 1.3 * -.2 = -.156; burdens .2 * 1.5 + .5 * 1.5 * .4 * .8 + .15 = .69; supports .8;
    # what is left behind .5 * -.2 * 1.5 * .8 * 1.3 = -.156, upkeep .4 * .25 = .1;
    # rest -.3 + .4 + .8 - .69 - .056 = .154;
    # .5 - .156 + .1 * (.154 - .5) + .07 + .02
    "trust of a wary power": (updated_trust(VIEW, WARY, 0.07, TRUST, FORCES), 0.3994),
    # news .5 * .7 * .2 = .07; burdens .2 * 1.5 + .5 * .4 * .8 = .46; rest -.3 + .4 + .8 - .46 = .44;
    # .5 + .07 + .1 * (.44 - .5) + .07 + .02
    "trust of a cautious power": (updated_trust(GOOD_NEWS, CAUTIOUS, 0.07, TRUST, FORCES), 0.654),
    # news .5 * .8 * .88 * 1.3 * -.2 = -.09152; .5 - .09152 - .006 + .09
    "bad news": (updated_trust(GOOD_NEWS._replace(read=-0.1), CAUTIOUS, 0.07, TRUST, FORCES), 0.49248),
    # half consulted: news .5 * .8 * .94 * 1.3 * -.2 = -.09776
    "bad news of one who was half consulted": (
        updated_trust(GOOD_NEWS._replace(read=-0.1), CAUTIOUS._replace(consulted=0.5), 0.07, TRUST, FORCES),
        0.48624,
    ),
    # climate .2 + .3 * 4 / 5
    "institution that freezes": (
        next_institution(BEFORE, SEEN, 0.09, -1, REGIME_WAYS, COURT),
        (FROZEN, COUNCIL, 0.0, 0.44, 3.0),
    ),
    "institution that stays": (
        next_institution(BEFORE, SEEN, 0.11, -1, REGIME_WAYS, COURT),
        (COUNCIL, COUNCIL, 4.0, 0.44, 3.0),
    ),
    "no institution, which nothing freezes": (
        next_institution(BEFORE._replace(regime=0, home=0), SEEN, 0.09, -1, NO_WAYS, COURT),
        (0, 0, 4.0, 0.44, 3.0),
    ),
    "institution that is founded": (
        next_institution(BEFORE, SEEN, 0.09, PARTNERSHIP, REGIME_WAYS, COURT),
        (PARTNERSHIP, PARTNERSHIP, 0.0, 0.44, 3.0),
    ),
    # need .8 * (1 - .5 * .6 * .7) = .632; growth .2 * 1.25 * .312 * .632 * .7 = .0345072; .3 + .0345072 + .07 - .015
    "stock of an area": (stock_of_area(0.3, 0.1, 0.5, AREA, NOW, STOCKS), 0.3895072),  # need .6 + .5 * .4,
}


@pytest.mark.parametrize(("found", "by_hand"), WORKED.values(), ids=WORKED)
def test_a_rule_gives_what_was_computed_by_hand(found, by_hand):
    assert found == pytest.approx(by_hand, abs=1e-6)
