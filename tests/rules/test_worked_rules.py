"""Worked examples: each value was computed by hand, as the comment shows, from numbers that let every term be seen."""

import pytest
from rule_parameters import central

from nrc_sim.rules.alliance import AllianceParameters, consensus_weight, drawn_along, image_drawn_along, share_of_act
from nrc_sim.rules.conduct import ConductParameters, carried_acts, conduct_push, gestures, next_conduct, reciprocated
from nrc_sim.rules.cooperation import CooperationParameters, Project, next_stock, remaining_need
from nrc_sim.rules.expectation import ExpectationParameters, next_expectation, raised_expectation
from nrc_sim.rules.fear import FearParameters, next_fear
from nrc_sim.rules.index import IndexParameters, anchored_scale, index_points, raw_index
from nrc_sim.rules.institution import InstitutionParameters, freeze_hazard
from nrc_sim.rules.military import MilitaryParameters, Posture, felt_threat, next_activity
from nrc_sim.rules.powers import Facts, TraitParameters, disposition, perceived_threat, stubbornness, weight_of_lead
from nrc_sim.rules.shocks import TRIANGULAR, UNIFORM, drawn_size, plus_discount, plus_pressure, plus_reply
from nrc_sim.rules.trust import (
    Reader,
    Standing,
    TrustParameters,
    bad_news_weight,
    learned,
    left_behind,
    next_trust,
    resting_trust,
)


def group(kind, **values):
    return central(kind)._replace(**values)


ALLIANCE = group(
    AllianceParameters, influence=0.3, image_influence=0.4, weight_of_wariest=0.2, weight_of_common_acts=0.4
)
CONDUCT = group(
    ConductParameters,
    routine=0.5,
    reciprocity=0.3,
    trust_pull=0.2,
    leadership_pull=0.1,
    weight_of_friendly_acts=0.4,
)
STOCKS = group(CooperationParameters, growth=0.2, decay=0.05, willingness=0.4)
HOPES = group(ExpectationParameters, learning=0.25, reply_awaited=0.6, hope_of_talks=0.15)
FORCES = group(
    MilitaryParameters,
    adjustment=0.2,
    rest=0.3,
    reaction=0.5,
    distrust=0.4,
    trust_reference=0.5,
    counter_measures=0.1,
    territorial_defence=0.05,
    freed_forces=0.25,
    transparency_cut=0.4,
)
TRAITS = group(
    TraitParameters,
    disposition_by_domination=0.9,
    disposition_by_tie=0.7,
    disposition_by_alignment=0.5,
    threat_at_rest=0.6,
    threat_by_domination=0.8,
    threat_by_nearness=0.5,
    half_distance=1.0,
    lead_weight_at_rest=0.2,
    lead_weight_by_alignment=0.3,
    independence=0.06,
)
FACTS = Facts(domination=0.5, tie=0.4, alignment=0.6, distance=1.5, capability=0.02)
TRUST = group(
    TrustParameters,
    learning=0.5,
    calming_by_dialogue=0.4,
    aggravation_by_tension=0.6,
    calming_by_consultation=0.3,
    return_rate=0.1,
    level=-0.3,
    weight_of_tensions=0.2,
    weight_of_threat=0.5,
    weight_of_project=0.6,
    leadership_pull=0.25,
    limit=4.0,
    weight_of_memory=0.5,
    weight_of_upkeep=0.4,
)
READER = Reader(threat=1.5, openness=0.7, grievance=0.5, dialogue=0.5, consultation=0.4)
STANDING = Standing(disposition=0.4, rally=0.3, fear=0.15, leadership=0.8, load=1.5, threat=0.6, project=0.5)
MARKED = STANDING._replace(slow=-0.2, upkeep=0.25)

WORKED = {
    "consensus": (consensus_weight(0.3, 0.5, ALLIANCE), 0.34),  # .8 * .3 + .2 * .5
    "share of an act": (share_of_act(4, ALLIANCE), 0.55),  # .4 + .6 / 4
    "drawn along": (drawn_along(0.2, 0.7, 0.4, ALLIANCE), 0.09),  # .3 * .6 * .5
    "image drawn along": (image_drawn_along(0.2, 0.7, ALLIANCE), 0.2),  # .4 * .5
    "hostile answer": (reciprocated(-0.4, 0.25, CONDUCT), -0.09),  # .3 * -.4 * .75
    "friendly answer": (reciprocated(0.4, 0.25, CONDUCT), 0.12),  # .3 * .4
    "conduct": (next_conduct(0.4, 0.12, 0.7, -0.3, CONDUCT), 0.1),  # .5 * .4 + .12 + .2 * (2 * .7 - 1) - .3
    "conduct at its limit": (next_conduct(0.4, 0.12, 0.7, 3.0, CONDUCT), 1.0),  # 3.4 is beyond
    "conduct at its lower limit": (next_conduct(0.4, 0.12, 0.7, -3.0, CONDUCT), -1.0),  # -2.6 is beyond
    "carried": (carried_acts(0.5, CONDUCT), 0.2),  # .4 * .5
    "gestures": (gestures(0.5, CONDUCT), 0.3),  # .5 - .2
    "push": (conduct_push(0.5, 0.7, CONDUCT), 0.27),  # .4 * .5 + .1 * .7
    # let through .5 + .5 * .2 = .6, welcome (.4 + .6 * .2) * .6 = .312, growth .2 * 1.25 * .312 * .8 * .7 = .04368;
    # .3 + .04368 + .1 * .7 - .05 * .3
    "stock": (next_stock(0.3, 0.5, Project(0.8, 0.2, 0.25, 0.1), STOCKS), 0.39868),
    "need": (remaining_need(0.8, 0.5, 0.4, 0.3), 0.632),  # .8 * (1 - .5 * .6 * .7)
    "expectation": (next_expectation(0.2, -0.4, 0.03, HOPES), 0.08),  # .2 + .25 * -.6 + .03
    "hopes": (raised_expectation(0.5, 0.2, 2.0, HOPES), 0.48),  # .6 * .3 + .15 * 2
    # .4 * 10 / 10.6931471805599453 + .5 * (1.6 - 1) * (.7 - .4)
    "fear": (
        next_fear(0.4, -0.7, 1.6, group(FearParameters, gain=0.5, threshold=0.4, half_life=10.0)),
        0.4640713,
    ),
    "raw index": (raw_index(0.7, -0.5, IndexParameters(0.6, 0.3, 50.0, 4.0)), 0.09),  # .6 * .4 - .3 * .5
    "points": (index_points(0.2, IndexParameters(0.6, 0.3, 50.0, 4.0)), 14.0),  # 50 * .2 + 4
    "slope of the scale": (anchored_scale(-0.2, 0.3, (-30.0, 20.0))[0], 100.0),  # 50 / .5
    "offset of the scale": (anchored_scale(-0.2, 0.3, (-30.0, 20.0))[1], -10.0),  # -30 + 100 * .2
    # .4 * (.7 - .5) / .8
    "freeze": (
        freeze_hazard(0.7, group(InstitutionParameters, freezing=0.4, freeze_hostility=0.5, freeze_width=0.8)),
        0.1,
    ),
    "disposition": (disposition(FACTS, TRAITS), -0.47),  # .7 * .4 - .9 * .5 - .5 * .6
    "threat of a member": (perceived_threat(FACTS, TRAITS), 1.2),  # .6 + .8 * .5 + .5 / 2.5
    "weight of the lead": (weight_of_lead(FACTS, TRAITS), 0.38),  # .2 + .3 * .6
    "stubbornness": (stubbornness(FACTS, TRAITS), 0.25),  # .02 / .08
    # calm 1 - .4 * .5 = .8; drawn .5 * .4 + .4 * .2 = .28; added .1 * 2 + .05 * .8 + .25 * .4 = .34;
    # pressed .8 * .62 = .496, target .3 + .7 * .496 / sqrt(1 + .496 ** 2) = .6110;
    # .4 + .2 * .2110 = .4422; .4422 + .5578 * .03
    "activity": (next_activity(0.4, 0.7, Posture(0.3, 0.8, 2.0, 0.4, 0.5, 0.03), FORCES), 0.4589420),
    "felt threat": (felt_threat(0.7, 1.5, 0.5, FORCES), 0.48),  # 1.5 * .4 * .8
    "uniform size": (drawn_size(0.25, UNIFORM, 1.0, 2.0, 5.0), 2.0),  # 1 + 4 * .25
    "triangular size below its mode": (drawn_size(0.16, TRIANGULAR, 1.0, 2.0, 5.0), 1.8),  # 1 + sqrt(.16 * 4 * 1)
    "triangular size above its mode": (drawn_size(0.52, TRIANGULAR, 1.0, 2.0, 5.0), 2.6),  # 5 - sqrt(.48 * 4 * 3)
    "discount": (plus_discount(0.1, 2.0, 0.3, 0.4), -0.26),  # .1 + 2 * .3 * -.6
    "reply": (plus_reply(0.1, 2.0, 0.3, 0.4), 0.34),  # .1 + 2 * .4 * .3
    "pressure": (plus_pressure(0.1, 2.0, (0.3, 0.5), 0.4), 1.1),  # .1 + 2 * (.3 + .4 * .5)
    "weight of bad news": (bad_news_weight(READER, TRUST), 1.3728),  # 1.5 * .8 * .88 * 1.3
    "bad news": (learned(-0.2, READER, TRUST), -0.13728),  # .5 * 1.3728 * -.2
    "good news": (learned(0.2, READER, TRUST), 0.07),  # .5 * .7 * .2
    # burdens .2 * 1.5 + .5 * .6 + .15 = .75; supports .3 + .25 * .8 + .6 * .5 = .8; -.3 + .4 + .8 - .75
    "resting trust": (resting_trust(STANDING, READER, TRUST), 0.15),
    "what is left behind": (left_behind(-0.2, READER, TRUST), -0.13728),  # .5 * -.2 * 1.3728
    "good years behind": (left_behind(0.2, READER, TRUST), 0.1),  # .5 * .2
    "resting trust of a marked pair": (resting_trust(MARKED, READER, TRUST), 0.11272),  # .15 - .13728 + .4 * .25
    "trust": (next_trust(0.5, -0.2, 1.5, 0.07, 0.02, TRUST), 0.49),  # .5 - .2 + .1 * 1 + .07 + .02
    "trust at its limit": (next_trust(3.5, 2.0, 1.5, 0.0, 0.0, TRUST), 4.0),  # 5.3 is beyond
    "trust at its lower limit": (next_trust(-3.5, -2.0, 1.5, 0.0, 0.0, TRUST), -4.0),  # -5 is beyond
}


@pytest.mark.parametrize(("found", "by_hand"), WORKED.values(), ids=WORKED)
def test_a_rule_gives_what_was_computed_by_hand(found, by_hand):
    assert found == pytest.approx(by_hand, abs=1e-7)
