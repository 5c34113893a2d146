"""Every public rule with the inputs it allows and the range of its result."""

from collections.abc import Callable
from math import inf, nextafter
from typing import Any, NamedTuple

from hypothesis import strategies as st
from rule_parameters import (
    ALLIANCE,
    BEHAVIOUR,
    BELIEF,
    COOPERATION,
    DISPUTES,
    EXPECTATION,
    FEARS,
    INSTITUTION,
    ISSUES,
    LEADERSHIP,
    LEAST_DISPOSED,
    LEAST_THREAT,
    MEMORY,
    MILITARY,
    MOST_DISPOSED,
    MOST_THREAT,
    NEGOTIATION,
    PERCEPTION,
    SCALE,
    TRAITS,
    WORLD,
    Strategy,
    highest,
)

from nrc_sim.engine.world.named_states import lay_out_ways
from nrc_sim.rules import (
    actors,
    alliance,
    arithmetic,
    conduct,
    cooperation,
    council,
    disputes,
    expectation,
    fear,
    index,
    institution,
    issues,
    leadership,
    memory,
    military,
    negotiation,
    perception,
    powers,
    rift,
    shocks,
    trust,
)

SHARE = st.floats(0.0, 1.0)
CONDUCT = st.floats(-1.0, 1.0)
SEVERE = st.one_of(st.floats(-1.0, -0.5), CONDUCT)  # severe hostility is rare otherwise
CHANCE = st.floats(0.0, 1.0, exclude_min=True, exclude_max=True)
BELL = st.floats(-4.88, 4.88)
LINKED = st.floats(-2.0, 1.0)  # share of an act that counts where it is linked
SPILLOVER = st.floats(0.0, 0.5)  # a month, log-odds
LOG_ODDS = st.floats(-8.0, 8.0)
LIMIT = highest(trust.TrustParameters, "limit")
TRUST = st.floats(-LIMIT, LIMIT)
MOST_DIFFERENT = highest(leadership.LeadershipParameters, "limit")
DISPOSITION = st.floats(-MOST_DIFFERENT, MOST_DIFFERENT)  # of a leadership
DISPOSED = st.floats(LEAST_DISPOSED, MOST_DISPOSED)  # of a member and the outside power toward each other
DEVIATION = st.floats(-LIMIT - MOST_DISPOSED, LIMIT - LEAST_DISPOSED)  # trust minus disposition
THREAT = st.floats(LEAST_THREAT, MOST_THREAT)
FEAR = st.floats(0.0, 10.0)
ACTS = st.floats(-5.0, 5.0)  # several acts may fall into one month
GESTURES = st.floats(0.0, 5.0)
READ = st.one_of(CONDUCT, st.floats(-6.0, 11.0))  # conduct, what gestures add to it and linkage takes from it
COUNT = st.integers(0, 3).map(float)
SIZE_DRAWN = st.floats(-3.0, 3.0)  # of a shock
MONTHS = st.one_of(st.integers(0, 12), st.integers(0, 1200)).map(float)
POINTS = st.floats(-200.0, 200.0)
NUMBER = st.floats(-1e6, 1e6)
POSITIVE = st.floats(0.0, 1e6, exclude_min=True)
HALF_LIFE = st.floats(0.5, 120.0)  # months
MONTH = st.integers(-600, 600).map(float)  # counted from the start of the horizon
RAW = st.floats(-2.0, 2.0)  # raw index
PATIENCE = st.integers(1, 24)  # months
SPELL = st.builds(shocks.Spell, st.integers(0, 24), st.integers(1, 24), st.integers(0, 24), st.integers(0, 5))
BEGAN = st.integers(-1, 1199)  # month

NEVER_ZERO, NEVER_ONE = nextafter(0.0, 1.0), nextafter(1.0, 0.0)


class Inputs(NamedTuple):
    """Allowed inputs of a rule, by argument, and the lowest and highest value of its result."""

    arguments: Strategy
    low: float
    high: float


def inputs(low: float, high: float, **arguments: Strategy) -> Inputs:
    """Enter a rule in the table."""
    return Inputs(st.fixed_dictionaries(arguments), low, high)


OPENNESS = st.floats(WORLD.outside.openness.range[0], 1.0)
READER = st.builds(trust.Reader, THREAT, OPENNESS, SHARE, SHARE, SHARE)
MOST_LOAD = 2.0 * len(WORLD.issues)
LOAD = st.floats(0.0, MOST_LOAD)
FELT_LOAD = st.floats(0.0, MOST_LOAD * MOST_THREAT)
STANDING = st.builds(
    trust.Standing,
    *(DISPOSED, st.floats(0.0, 4.0), FEAR, DISPOSITION, FELT_LOAD, st.floats(0.0, MOST_THREAT), CONDUCT),
    *(st.floats(-2.0, 2.0), SHARE),
)
CAPABILITY = st.floats(0.0, 1.0, exclude_min=True)
DISTANCE = st.floats(*WORLD.member_attributes["distance"].range)
FACTS = st.builds(powers.Facts, SHARE, SHARE, SHARE, DISTANCE, CAPABILITY)
PROJECT = st.builds(cooperation.Project, *[SHARE] * 4)
COURSE = st.builds(issues.Course, SHARE, SHARE)
SETTLED = st.builds(issues.Course, st.one_of(st.just(-1.0), SHARE), SHARE)  # below 0: left to its drift
POSTURE = st.builds(military.Posture, SHARE, FEAR, COUNT, SHARE, SHARE, CONDUCT)
TABLE = st.builds(negotiation.Table, SHARE, SHARE, MONTH)
HOME = st.integers(0, 11)
POLITICS = st.builds(institution.Politics, CONDUCT, CONDUCT, HOME, MONTHS, MONTHS, SHARE)
REGIME = st.integers(0, 11)
MOST_STATES = 12
LAST_STATE = MOST_STATES - 1
COMMAND = st.integers(-1, LAST_STATE)
SETTLEMENT = st.integers(0, LAST_STATE)


def drawn_ways(hazards: int, lowest: int = 0) -> Strategy:
    """Draw ways between the most states that there can be, each from a state to any other, in any order."""
    way = st.tuples(st.integers(lowest, LAST_STATE), st.integers(0, hazards - 1), SHARE)
    return st.lists(st.lists(way, max_size=4), min_size=MOST_STATES, max_size=MOST_STATES).map(lay_out_ways)


HAZARD = st.integers(0, len(negotiation.HAZARDS_OF_TALKS) - 1)
REGIME_WAYS = drawn_ways(len(institution.TURNS_OF_REGIMES), institution.BACK_HOME)
WAYS = drawn_ways(len(negotiation.HAZARDS_OF_TALKS))

SLOW, UNREST = st.floats(-2.0, 2.0), st.floats(0.0, 2.0)
DRIFT = st.floats(-1.0, 1.0)
STANCE = st.builds(
    actors.Stance, *(CONDUCT, CONDUCT, SHARE, ACTS, DISPOSITION, SHARE, SLOW, CONDUCT, SHARE, BELL, SHARE)
)
HOPES = st.builds(actors.Hopes, CONDUCT, READ, ACTS, ACTS, COUNT)
RALLY = st.floats(0.0, 4.0)
POWER = st.builds(powers.PowerTraits, DISPOSED, THREAT, SHARE, SHARE, OPENNESS, SHARE)
SIDE = st.builds(powers.SideTraits, SHARE, SHARE, st.booleans())
VIEW = st.builds(
    actors.View,
    *(TRUST, CONDUCT, READ, FEAR, LOAD, SHARE, SHARE, SHARE, SHARE, RALLY, CONDUCT, SPILLOVER, DISPOSITION, SHARE),
    *(SLOW, SHARE),
)
FORCES = st.builds(actors.Forces, SHARE, SHARE, SHARE, FEAR, COUNT, CONDUCT, SHARE, SHARE)
AREA = st.builds(cooperation.AreaTraits, *[SHARE] * 5, st.just(-1.0))
AREA_MONTH = st.builds(cooperation.AreaMonth, *[SHARE] * 4)
NEGOTIATED = st.builds(council.Talks, SETTLEMENT, MONTHS, CONDUCT)
PROSPECTS = st.tuples(*[CONDUCT] * MOST_STATES)
TERMS = st.builds(council.Terms, MONTH, st.integers(1, 240).map(float), MONTH, PROSPECTS, WAYS)
ROUND = st.builds(council.Round, MONTH, SHARE, SHARE, SHARE, SHARE, CHANCE, COMMAND)
COUNCIL = st.builds(council.Institution, REGIME, HOME, MONTHS, CONDUCT, MONTHS)
RELATIONS = st.builds(council.Relations, READ, READ, SHARE, SHARE, SEVERE, SHARE)
FOUNDED = st.one_of(st.just(-1), REGIME)

HUNDREDTHS = st.integers(-300, 300).map(lambda number: number / 100.0)
SIZES = st.lists(HUNDREDTHS, min_size=3, max_size=3, unique=True).map(sorted)


def drawn_shares(count: int) -> Strategy:
    """Draw shares added up, ascending to 1."""
    steps = st.lists(st.integers(1, 20), min_size=count, max_size=count)
    return steps.map(lambda listed: tuple(sum(listed[: end + 1]) / sum(listed) for end in range(count)))


VALUES = st.integers(1, 5).flatmap(
    lambda count: st.fixed_dictionaries(
        {
            "chance": CHANCE,
            "values": st.lists(HUNDREDTHS, min_size=count, max_size=count).map(tuple),
            "cumulative": drawn_shares(count),
        }
    )
)
SIZE = st.builds(
    lambda chance, shape, size: {"chance": chance, "shape": shape, "low": size[0], "mode": size[1], "high": size[2]},
    CHANCE,
    st.sampled_from([shocks.FIXED, shocks.UNIFORM, shocks.TRIANGULAR]),
    SIZES,
)
BETWEEN = st.builds(
    lambda value, bounds: {"value": value, "low": min(bounds), "high": max(bounds)}, NUMBER, st.tuples(NUMBER, NUMBER)
)
ANCHORS = st.builds(
    lambda low, width, points: {"raw_low": low, "raw_high": low + width, "points": points},
    CONDUCT,
    st.floats(0.01, 2.0),
    st.tuples(POINTS, POINTS),
)
WEIGHTED = st.lists(st.tuples(SHARE, NUMBER), max_size=30).map(
    lambda pairs: {"weights": [weight for weight, _ in pairs], "values": [value for _, value in pairs]}
)
MINDED = st.lists(st.tuples(st.floats(0.0, 2.0), SHARE), max_size=len(WORLD.issues)).map(
    lambda pairs: {"sensitivities": [weight for weight, _ in pairs], "tensions": [level for _, level in pairs]}
)
WEIGHING = st.tuples(st.floats(0.01, 2.0 * len(WORLD.issues)), SHARE).map(
    lambda drawn: {"load_of_tensions": drawn[0] * drawn[1], "largest": drawn[0]}
)
WINDOW = st.tuples(CHANCE, st.integers(0, 600), st.integers(0, 600)).map(
    lambda drawn: {"chance": drawn[0], "first": drawn[1], "last": drawn[1] + drawn[2]}
)
BOUNDS = st.lists(POINTS, min_size=3, max_size=3).map(lambda bounds: tuple(sorted(bounds)))

RULES: dict[Callable[..., Any], Inputs] = {
    actors.choose_conduct: inputs(-1.0, 1.0, stance=STANCE, p=BEHAVIOUR),
    actors.read_acts: inputs(-6.0, 11.0, received=CONDUCT, acts=ACTS, discount=ACTS, p=BEHAVIOUR),
    actors.see_conduct: inputs(
        -1.0, 1.0, own=CONDUCT, toward_lead=CONDUCT, lead_weight=SHARE, rift=SHARE, p=PERCEPTION
    ),
    actors.drawn_to_allies: inputs(
        -6.0, 6.0, deviation=DEVIATION, looked_to=DEVIATION, rift=SHARE, traits=POWER, p=ALLIANCE
    ),
    actors.drawn_to_lead: inputs(-5.0, 5.0, deviation=DEVIATION, lead=DEVIATION, p=ALLIANCE),
    actors.updated_trust: inputs(-LIMIT, LIMIT, view=VIEW, traits=POWER, drawn=LOG_ODDS, p=BELIEF, military=MILITARY),
    actors.learn_expectation: inputs(-1.0, 1.0, hopes=HOPES, p=EXPECTATION),
    actors.next_forces: inputs(0.0, 1.0, forces=FORCES, traits=SIDE, p=MILITARY),
    council.next_talks: inputs(-1.0, 1201.0, talks=NEGOTIATED, terms=TERMS, held=ROUND, p=NEGOTIATION),
    council.next_institution: inputs(
        *(-1.0, 1201.0),
        institution=COUNCIL,
        relations=RELATIONS,
        chance=CHANCE,
        founded=FOUNDED,
        ways=REGIME_WAYS,
        p=INSTITUTION,
    ),
    council.stock_of_area: inputs(
        0.0, 1.0, stock=SHARE, added=SHARE, let_through=SHARE, area=AREA, now=AREA_MONTH, p=COOPERATION
    ),
    alliance.voice: inputs(NEVER_ZERO, 1.0, capability=CAPABILITY),
    alliance.wariness: inputs(0.0, MOST_THREAT - 1.0, threat_perception=THREAT),
    alliance.consensus_weight: inputs(0.0, 1.0, voice_share=SHARE, wary_share=SHARE, p=ALLIANCE),
    alliance.share_of_act: inputs(0.0, 1.0, members=st.integers(1, len(WORLD.members)), p=ALLIANCE),
    alliance.drawn_along: inputs(-6.0, 6.0, deviation=DEVIATION, pull=DEVIATION, stubbornness=SHARE, p=ALLIANCE),
    alliance.image_drawn_along: inputs(-5.0, 5.0, deviation=DEVIATION, lead_deviation=DEVIATION, p=ALLIANCE),
    arithmetic.clamp: Inputs(BETWEEN, -1e6, 1e6),
    arithmetic.ramp: inputs(0.0, 1.0, value=NUMBER, start=NUMBER, width=POSITIVE),
    arithmetic.half_hyperbolic_tangent: inputs(-1.0, 1.0, x=LOG_ODDS),
    arithmetic.logistic: inputs(NEVER_ZERO, NEVER_ONE, x=LOG_ODDS),
    arithmetic.log_odds: inputs(-8.0, 8.0, share=SHARE),
    arithmetic.odds: inputs(NEVER_ZERO, 20000.0, x=LOG_ODDS),
    arithmetic.natural_logarithm: inputs(-42.0, 0.0, x=st.floats(2.0**-53, 1.0)),
    arithmetic.exponential: inputs(1.0, 3000.0, x=st.floats(0.0, 20.0)),
    arithmetic.faded: inputs(-1e6, 1e6, value=NUMBER, half_life=POSITIVE),
    arithmetic.two_sided: inputs(-1.0, 1.0, share=SHARE),
    arithmetic.mean_of_both: inputs(-1e6, 1e6, first=NUMBER, second=NUMBER),
    arithmetic.tainted: inputs(0.0, 0.0, taint=st.just(0.0), value=NUMBER),
    arithmetic.is_finite: inputs(False, True, value=st.floats()),
    arithmetic.overridden: inputs(0, LAST_STATE, code=SETTLEMENT, command=COMMAND),
    arithmetic.held_at: inputs(0.0, 1.0, value=SHARE, level=st.one_of(st.just(-1.0), SHARE)),
    arithmetic.next_months: inputs(0.0, 1201.0, months=MONTHS, same=st.booleans()),
    arithmetic.plus_weighted: inputs(-2e6, 2e6, total=NUMBER, weight=SHARE, value=NUMBER),
    arithmetic.added_up: inputs(-1e8, 1e8, values=st.lists(NUMBER, max_size=30)),
    arithmetic.weighted_sum: Inputs(WEIGHTED, -1e8, 1e8),
    conduct.reciprocated: inputs(-1.0, 1.0, received=CONDUCT, hostility_cut=SHARE, p=BEHAVIOUR),
    conduct.next_conduct: inputs(-1.0, 1.0, conduct=CONDUCT, answer=CONDUCT, trust=SHARE, push=ACTS, p=BEHAVIOUR),
    conduct.resting_push: inputs(-9.0, 9.0, slow=SLOW, lead=CONDUCT, lead_weight=SHARE, p=BEHAVIOUR),
    conduct.carried_acts: inputs(-5.0, 5.0, acts=ACTS, p=BEHAVIOUR),
    conduct.gestures: inputs(0.0, 5.0, acts=ACTS, p=BEHAVIOUR),
    conduct.conduct_push: inputs(-6.0, 6.0, acts=ACTS, leadership=DISPOSITION, p=BEHAVIOUR),
    cooperation.insulated: inputs(0.0, 1.0, factor=SHARE, insulation=SHARE),
    cooperation.next_stock: inputs(0.0, 1.0, stock=SHARE, regime_factor=SHARE, project=PROJECT, p=COOPERATION),
    cooperation.upswing: inputs(0.0, 1.0, trend=POINTS, p=COOPERATION),
    cooperation.downswing: inputs(0.0, 1.0, trend=POINTS, p=COOPERATION),
    cooperation.spillover: inputs(0.0, 1.0, portfolio=SHARE, rising=SHARE, p=COOPERATION),
    cooperation.linked_need: inputs(0.0, 1.0, need=SHARE, link=SHARE),
    cooperation.remaining_need: inputs(0.0, 1.0, need=SHARE, dependence=SHARE, commitment=SHARE, framework=SHARE),
    expectation.next_expectation: inputs(
        -1.0, 1.0, expected=CONDUCT, received=READ, raised=st.floats(0.0, 2.0), p=EXPECTATION
    ),
    expectation.raised_expectation: inputs(0.0, 3.0, own_acts=ACTS, other_acts=ACTS, talks_opened=COUNT, p=EXPECTATION),
    disputes.chance_of_dispute: inputs(0.0, 1.0, unrest=UNREST, grievance=SHARE, p=DISPUTES),
    disputes.severity: inputs(0.0, 1.0, chance=CHANCE, p=DISPUTES),
    disputes.first_acts: inputs(-1.0, 0.0, size=SHARE, chance=CHANCE, p=DISPUTES),
    disputes.next_unrest: inputs(0.0, 3.0, unrest=UNREST, broke_out=st.booleans(), p=DISPUTES),
    fear.next_fear: inputs(0.0, inf, fear=FEAR, received=SEVERE, threat_perception=THREAT, p=FEARS),
    index.raw_index: inputs(-2.0, 2.0, trust=SHARE, conduct=CONDUCT, p=SCALE),
    index.index_points: inputs(-inf, inf, raw=RAW, p=SCALE),
    index.points_of: inputs(-inf, inf, trusts=st.tuples(SHARE, SHARE), conducts=st.tuples(CONDUCT, CONDUCT), p=SCALE),
    index.anchored_scale: Inputs(ANCHORS, -inf, inf),
    index.next_trend: inputs(-4.0, 4.0, trend=st.floats(-4.0, 4.0), raw=RAW, before=RAW, half_life=HALF_LIFE),
    index.classify_outcome: inputs(0, 3, final_index=POINTS, bounds=BOUNDS),
    institution.next_climate: inputs(-1.0, 1.0, climate=CONDUCT, read=READ, p=INSTITUTION),
    institution.freeze_hazard: inputs(0.0, 1.0, hostility=SEVERE.map(lambda conduct: -conduct), p=INSTITUTION),
    institution.thaw_hazard: inputs(0.0, 1.0, politics=POLITICS, p=INSTITUTION),
    institution.next_ready: inputs(
        0.0, 1201.0, ready=MONTHS, trusts=st.tuples(SHARE, SHARE), tension=SHARE, p=INSTITUTION
    ),
    institution.hazard_of_regimes: inputs(0.0, 1.0, number=st.integers(0, 3), politics=POLITICS, p=INSTITUTION),
    institution.next_regime: inputs(
        *(0, LAST_STATE), regime=REGIME, chance=CHANCE, politics=POLITICS, ways=REGIME_WAYS, p=INSTITUTION
    ),
    institution.dialogue_level: inputs(0.0, 1.0, regime_dialogue=SHARE, policy=SHARE),
    institution.next_consultation: inputs(0.0, 1.0, consultation=SHARE, held=SHARE, p=INSTITUTION),
    issues.next_tension: inputs(0.0, 1.0, tension=SHARE, pressure=ACTS, course=COURSE, p=ISSUES),
    issues.course_under_talks: inputs(0.0, 1.0, course=COURSE, talking=st.booleans(), floor=SHARE, settled=SETTLED),
    issues.felt_load: inputs(0.0, MOST_LOAD * MOST_THREAT, load_of_tensions=LOAD, threat_perception=THREAT),
    issues.grievance: Inputs(WEIGHING, 0.0, 1.0),
    issues.load: Inputs(MINDED, 0.0, MOST_LOAD),
    issues.linked_share: inputs(-2.0, 1.0, tension=SHARE, p=ISSUES),
    leadership.renewed: inputs(False, True, chance=CHANCE, renewal=SHARE),
    leadership.next_disposition: inputs(
        -MOST_DIFFERENT,
        MOST_DIFFERENT,
        disposition=DISPOSITION,
        renewal=SHARE,
        chances=st.tuples(CHANCE, BELL),
        p=LEADERSHIP,
    ),
    leadership.next_tenure: inputs(0.0, 1201.0, tenure=MONTHS, changed=st.booleans()),
    leadership.newness: inputs(0.0, 1.0, tenure=MONTHS, p=LEADERSHIP),
    leadership.next_rally: inputs(0.0, 6.0, rally=st.floats(0.0, 4.0), added=st.floats(0.0, 2.0), p=LEADERSHIP),
    powers.disposition: inputs(LEAST_DISPOSED, MOST_DISPOSED, facts=FACTS, p=TRAITS),
    powers.nearness: inputs(NEVER_ZERO, 1.0, distance=DISTANCE, p=TRAITS),
    powers.perceived_threat: inputs(LEAST_THREAT, MOST_THREAT, facts=FACTS, p=TRAITS),
    powers.weight_of_lead: inputs(0.0, 1.0, facts=FACTS, p=TRAITS),
    powers.stubbornness: inputs(NEVER_ZERO, NEVER_ONE, facts=FACTS, p=TRAITS),
    memory.drifted: inputs(-2.0, 2.0, common=BELL, own=BELL, p=MEMORY),
    memory.next_slow: inputs(-3.0, 3.0, slow=SLOW, drift=DRIFT, p=MEMORY),
    memory.next_upkeep: inputs(0.0, 1.0, upkeep=SHARE, acts=ACTS, replies=ACTS, p=MEMORY),
    military.next_activity: inputs(0.0, 1.0, activity=SHARE, other=SHARE, posture=POSTURE, p=MILITARY),
    military.felt_threat: inputs(
        0.0, MOST_THREAT, other=SHARE, threat_perception=THREAT, transparency=SHARE, p=MILITARY
    ),
    negotiation.compromise_hazard: inputs(0.0, inf, table=TABLE, p=NEGOTIATION),
    negotiation.partial_hazard: inputs(0.0, inf, table=TABLE, p=NEGOTIATION),
    negotiation.failure_hazard: inputs(NEVER_ZERO, inf, table=TABLE, p=NEGOTIATION),
    negotiation.loss_hazard: inputs(0.0, 1.0, table=TABLE, p=NEGOTIATION),
    negotiation.hazard_of_talks: inputs(0.0, inf, number=HAZARD, table=TABLE, p=NEGOTIATION),
    negotiation.talks_begin: inputs(0.0, 1.0, before=st.sampled_from([0.0, 1.0]), after=st.sampled_from([0.0, 1.0])),
    negotiation.next_settlement: inputs(
        *(0, LAST_STATE), settlement=SETTLEMENT, chance=CHANCE, table=TABLE, ways=WAYS, p=NEGOTIATION
    ),
    negotiation.shared_clock: inputs(0.0, 1.0, lead=SHARE, outside=SHARE),
    negotiation.months_overdue: inputs(
        -1200.0, 1200.0, month=MONTH, deadline=MONTH, months=MONTHS, duration=st.integers(1, 240).map(float)
    ),
    negotiation.next_project: inputs(-1.0, 1.0, project=CONDUCT, prospect=CONDUCT, p=NEGOTIATION),
    perception.blended: inputs(-1.0, 1.0, own=CONDUCT, reference=CONDUCT, weight=SHARE),
    perception.seen_conduct: inputs(-1.0, 1.0, own=CONDUCT, toward_lead=CONDUCT, lead_weight=SHARE, p=PERCEPTION),
    shocks.scaled_hazard: inputs(0.0, 1.0, hazard=SHARE, excess=st.floats(-100.0, 100.0)),
    shocks.plus_excess: inputs(-5e3, 5e3, total=ACTS, slope=st.floats(-10.0, 10.0), value=POINTS, reference=POINTS),
    shocks.drawn_size: Inputs(SIZE, -3.0 - 1e-12, 3.0 + 1e-12),
    shocks.drawn_value: Inputs(VALUES, -3.0, 3.0),
    shocks.window_month: Inputs(WINDOW, 0, 1200),
    shocks.months_held: inputs(0, 24, held=st.integers(0, 24), met=st.booleans(), patience=PATIENCE),
    shocks.held_enough: inputs(False, True, held=st.integers(0, 24), patience=PATIENCE),
    shocks.can_begin: inputs(
        False, True, month=st.integers(0, 1199), first=BEGAN, count=st.integers(0, 24), spell=SPELL
    ),
    shocks.first_month: inputs(0, 2399, month=st.integers(0, 1199), spell=SPELL),
    shocks.is_under_way: inputs(False, True, month=st.integers(0, 1199), first=BEGAN, spell=SPELL),
    shocks.plus_discount: inputs(-14.0, 14.0, total=ACTS, size=SIZE_DRAWN, weight=CONDUCT, share=LINKED),
    shocks.plus_reply: inputs(-11.0, 11.0, total=ACTS, size=SIZE_DRAWN, weight=CONDUCT, share=LINKED),
    shocks.plus_pressure: inputs(
        -14.0, 14.0, total=ACTS, size=SIZE_DRAWN, pressures=st.tuples(CONDUCT, CONDUCT), share=LINKED
    ),
    shocks.plus_consultation: inputs(0.0, 1.0, total=SHARE, size=SIZE_DRAWN, weight=SHARE),
    shocks.holds: inputs(False, True, value=POINTS, comparison=st.integers(0, 3), bound=POINTS),
    rift.next_rift: inputs(0.0, 1.0, rift=SHARE, acts=ACTS, p=FEARS),
    rift.followed: inputs(-6.0, 6.0, weight=st.floats(-6.0, 6.0), rift=SHARE),
    trust.bad_news_weight: inputs(0.0, inf, reader=READER, p=BELIEF),
    trust.learned: inputs(-inf, inf, surprise=st.floats(-8.0, 13.0), reader=READER, p=BELIEF),
    trust.left_behind: inputs(-inf, 6.0, slow=SLOW, reader=READER, p=BELIEF),
    trust.resting_trust: inputs(-inf, inf, standing=STANDING, reader=READER, p=BELIEF),
    trust.next_trust: inputs(
        -LIMIT, LIMIT, trust=TRUST, news=LOG_ODDS, resting=LOG_ODDS, drawn=LOG_ODDS, spillover=SPILLOVER, p=BELIEF
    ),
}
