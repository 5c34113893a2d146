"""Worked examples of what actors and the council do in a month: a number in a wrong place would change them."""

import pytest
from rule_parameters import central
from rule_states import WAYS

from nrc_sim.rules.actors import (
    Forces,
    Hopes,
    Stance,
    choose_conduct,
    drawn_to_allies,
    drawn_to_lead,
    learn_expectation,
    next_forces,
    read_acts,
    see_conduct,
)
from nrc_sim.rules.alliance import AllianceParameters
from nrc_sim.rules.conduct import ConductParameters
from nrc_sim.rules.council import Round, Talks, Terms, next_talks
from nrc_sim.rules.expectation import ExpectationParameters
from nrc_sim.rules.military import MilitaryParameters
from nrc_sim.rules.negotiation import NegotiationParameters
from nrc_sim.rules.perception import PerceptionParameters
from nrc_sim.rules.powers import PowerTraits, SideTraits

CONDUCT = central(ConductParameters)._replace(
    routine=0.5,
    reciprocity=0.3,
    trust_pull=0.2,
    leadership_pull=0.1,
    weight_of_friendly_acts=0.4,
    level=0.2,
    following=0.5,
    noise=0.1,
)
ALLIANCE = central(AllianceParameters)._replace(influence=0.3, image_influence=0.4)
HOPES = central(ExpectationParameters)._replace(learning=0.25, reply_awaited=0.6, hope_of_talks=0.15)
FORCES = central(MilitaryParameters)._replace(
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
COUNTERING, COMMITTED, NEITHER = SideTraits(1.0, 0.0, True), SideTraits(0.0, 1.0, True), SideTraits(0.0, 0.0, True)
OF_ONE, OF_OTHER = Forces(0.4, 0.7, 0.3, 0.0, 2.0, 0.03, 0.6, 0.5), Forces(0.7, 0.4, 0.6, 0.8, 2.0, 0.07, 0.6, 0.5)
TALKS = central(NegotiationParameters)._replace(project_rate=0.25)
TERMS = Terms(12.0, 6.0, 0.0, (0.0, 0.2, 1.0, 0.6, -0.8), WAYS)

WORKED = {
    # .5 * .4 + .3 * -.4 * .75 + .2 * .4 + .4 * .5 + .1 * .6 = .45; rest .2 * (.2 + .2 + .5 * .6 * (.7 - .2)) = .11
    # .45 + .11 + .1 * 1.5
    "conduct": (choose_conduct(Stance(0.4, -0.4, 0.7, 0.5, 0.6, 0.25, 0.2, 0.7, 0.6, 1.5, 0.0), CONDUCT), 0.71),
    # the line of the lead counts three quarters: .71 - .2 * .25 * .15
    "conduct in a rift": (
        choose_conduct(Stance(0.4, -0.4, 0.7, 0.5, 0.6, 0.25, 0.2, 0.7, 0.6, 1.5, 0.25), CONDUCT),
        0.7025,
    ),
    # -.4 + .5 * .8 * .75 * (.6 + .4)
    "conduct as seen in a rift": (see_conduct(-0.4, 0.6, 0.8, 0.25, PerceptionParameters(solidarity=0.5)), -0.1),
    "acts as read": (read_acts(0.1, 0.5, -0.2, CONDUCT), 0.2),  # .1 + .6 * .5 - .2
    # .3 * (1 - .4) * (.7 - .2)
    "to allies": (drawn_to_allies(0.2, 0.7, 0.0, PowerTraits(0.1, 1.5, 0.6, 0.4, 0.8, 0.0), ALLIANCE), 0.09),
    # .75 of that
    "to allies in a rift": (
        drawn_to_allies(0.2, 0.7, 0.25, PowerTraits(0.1, 1.5, 0.6, 0.4, 0.8, 0.0), ALLIANCE),
        0.0675,
    ),
    "to the lead": (drawn_to_lead(0.2, 0.7, ALLIANCE), 0.2),  # .4 * (.7 - .2)
    # raised .6 * (.5 - .2) + .15 * 2 = .48; .2 + .25 * (-.4 - .2) + .48
    "expectation": (learn_expectation(Hopes(0.2, -0.4, 0.5, 0.2, 2.0), HOPES), 0.53),
    # calm 1 - .4 * .5 = .8; pressed .8 * (.5 * .4 + .4 * .2 + .1 * 2) = .384,
    # target .3 + .7 * .384 / sqrt(1 + .384 ** 2);
    # moved .4 + .2 * (target - .4) = .43019; moved + (1 - moved) * .03
    "forces that answer failed talks": (next_forces(OF_ONE, COUNTERING, FORCES), 0.4472814),
    # drawn .5 * (.4 - .3) = .05, no distrust at .6; added .05 * .8 + .25 * .4 = .14
    # pressed .8 * .19 = .152, target .3 + .7 * .152 / sqrt(1 + .152 ** 2);
    # moved .7 + .2 * (target - .7); moved + (1 - moved) * .07
    "forces that come home": (next_forces(OF_OTHER, COMMITTED, FORCES), 0.6661657),
    # added .04 alone: pressed .8 * .09 = .072
    "forces that do neither": (next_forces(OF_OTHER, NEITHER, FORCES), 0.6559502),
    # commanded to fail: .2 + .25 * (-.8 - .2)
    "talks": (next_talks(Talks(1, 5.0, 0.2), TERMS, Round(8.0, 0.5, 0.5, 0.4, 0.6, 0.999, 4), TALKS).project, -0.05),
}


@pytest.mark.parametrize(("found", "by_hand"), WORKED.values(), ids=WORKED)
def test_the_month_gives_what_was_computed_by_hand(found, by_hand):
    assert found == pytest.approx(by_hand, abs=1e-7)
