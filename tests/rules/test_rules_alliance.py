import pytest
from hypothesis import strategies as st
from rule_checks import check_falls, check_rises, for_all
from rule_inputs import DEVIATION, SHARE
from rule_parameters import ALLIANCE

from nrc_sim.rules.alliance import consensus_weight, drawn_along, image_drawn_along, share_of_act, voice, wariness


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        (voice, "capability"),
        (wariness, "threat_perception"),
        (consensus_weight, "voice_share"),
        (consensus_weight, "wary_share"),
        (share_of_act, "p.weight_of_common_acts"),
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


def test_only_members_that_feel_more_threatened_than_the_lead_are_wary():
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


def test_the_more_members_share_an_act_the_less_it_counts_for_each():
    check_falls(share_of_act, "members")


@for_all(st.integers(1, 100), ALLIANCE)
def test_together_those_concerned_are_never_less_concerned_than_one_alone_would_be(members, p):
    share = share_of_act(members, p)
    assert p.weight_of_common_acts - 1e-12 <= share <= 1.0
    assert members * share >= 1.0 - 1e-12


@for_all(st.integers(1, 100), ALLIANCE)
def test_an_act_is_divided_evenly_or_counts_for_all_in_full_at_the_ends_of_the_weight(members, p):
    assert share_of_act(members, p._replace(weight_of_common_acts=0.0)) == 1.0 / members
    assert share_of_act(members, p._replace(weight_of_common_acts=1.0)) == 1.0


@for_all(ALLIANCE)
def test_an_act_of_one_member_counts_in_full_and_of_many_by_the_weight_of_common_acts(p):
    assert share_of_act(1, p) == 1.0
    assert share_of_act(10**9, p) == pytest.approx(p.weight_of_common_acts, abs=1e-8)
