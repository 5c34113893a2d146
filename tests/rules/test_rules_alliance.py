import pytest
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import ALLIANCE, DEVIATION, SHARE

from nrc_sim.rules.alliance import consensus_weight, drawn_along, image_drawn_along, voice, wariness


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (voice, "capability"),
        (wariness, "threat_perception"),
        (consensus_weight, "voice_share"),
        (consensus_weight, "wary_share"),
        (drawn_along, "pull"),
        (image_drawn_along, "lead_deviation"),
    ],
)
def test_it_rises_with(rule, argument):
    check_rises(rule, argument)


@pytest.mark.parametrize("rule", [drawn_along, image_drawn_along])
def test_the_pull_falls_with_what_an_actor_believes_already(rule):
    check_falls(rule, "deviation")


def test_a_member_with_four_times_the_capabilities_has_twice_the_voice():
    assert voice(0.04) == pytest.approx(2.0 * voice(0.01))


def test_only_members_above_the_average_are_wary():
    assert [wariness(perception) for perception in (0.4, 1.0, 1.5)] == [0.0, 0.0, 0.5]


@for_all(SHARE, ALLIANCE)
def test_consensus_gives_a_member_that_share_which_it_has_of_both(share, p):
    assert consensus_weight(share, share, p) == pytest.approx(share)


@for_all(DEVIATION, DEVIATION, SHARE, ALLIANCE)
def test_allies_draw_toward_themselves_and_never_beyond(deviation, pull, stubbornness, p):
    drawn = drawn_along(deviation, pull, stubbornness, p)
    assert drawn * (pull - deviation) >= 0.0
    assert abs(drawn) <= abs(pull - deviation)


@for_all(DEVIATION, DEVIATION, ALLIANCE)
def test_a_stubborn_member_is_not_drawn_along(deviation, pull, p):
    assert drawn_along(deviation, pull, 1.0, p) == 0.0


@for_all(DEVIATION, ALLIANCE)
def test_the_image_of_a_member_like_that_of_the_lead_stays(deviation, p):
    assert image_drawn_along(deviation, deviation, p) == 0.0
