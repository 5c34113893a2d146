"""A plan of evidence is refused for what it cannot mean, at the place where it stands."""

import re

import pytest

from nrc_sim.evidence.observed.plan import load_plan, read_plan
from nrc_sim.scenario import load_world
from nrc_sim.scenario.faults import FaultsError
from nrc_sim.scenario.worlds import evidence_folder

WORLD = load_world("euro_atlantic_2013")
TEXT = (evidence_folder(WORLD.slug) / "plan.yaml").read_text(encoding="utf-8")
EROSION = "{id: us_erosion, of: RUS<->USA, plus: [2002, 2003, 2004, 2005], minus: [2006, 2007, 2008]"
SPREAD = "against: RUS<->USA, ratio_of_sd: true"
WITHOUT = "{of: EURNATO, without: [united_kingdom]}"

# What is written in the place of what, where the fault is told (the first of these words after the change), and how.
FAULTS = [
    ("history: history_2002_2012", "history: histori_2002_2012", "histori", "no scenario 'histori.*'history_2002"),
    ("history: history_2002_2012", "history: baseline", "2002\n  last", "starts in 2013-01, not with the first year"),
    ("forecast: baseline", "forecast: basline", "basline", "no scenario 'basline'.*did you mean 'baseline'"),
    ("conduct: {model: conduct", "conduct: {model: trust", "trust, unit: mean", "conduct is compared with 'trust'"),
    ("trust: {model: trust", "mood: {model: trust", "mood", "no variable of dyads 'mood'.*allowed: conduct, trust"),
    ("{albania:", "{albanio:", "albanio:", "no member 'albanio'.*did you mean 'albania'"),
    ("{albania:", "{allies:", "allies:", "no member 'allies'"),
    ("albania: 0.003", "albania: -0.003", "-0.003", "the weight -0.003 is below 0"),
    (WITHOUT, "{of: EURNATO, without: [germny]}", "germny", "no member 'germny'.*did you mean 'germany'"),
    (WITHOUT, "{of: EURNATO, without: [canada]}", "canada", "'canada' is not in the group anyway"),
    (WITHOUT, "{of: EURNATO, without: [italy, italy]}", "italy]", "the member 'italy' appears twice"),
    (WITHOUT, "{of: EURNATU}", "EURNATU", "no group 'EURNATU'.*did you mean 'EURNATO'"),
    ("  EURNATO:\n", "  USA: {members: {canada: 1.0}}\n  EURNATO:\n", "USA:", "'USA' is the code of an actor"),
    ("also: [RUS<->EURNATO]", "also: [RUS<->EURNATA]", "RUS<->EURNATA]", "dyad is.*did you mean 'EURNATO'"),
    ("trust: [RUS->USA]", "trust: [USA->DEU]", "USA->DEU", "dyad is 'USA->DEU'"),
    ("trust: [RUS->USA]", "trust: [RUS->USA, RUS->USA]", "RUS->USA]", "the series 'RUS->USA' appears twice"),
    ("also: [RUS<->EURNATO]", "also: [RUS<->USA]", "RUS<->USA]\n", "the series 'RUS<->USA' appears twice"),
    ("fitted_until: 2008", "fitted_until: 2013", "2013  # when", "the years are not in their order"),
    ("last_year: 2012", "last_year: 2013", "2013\n", "ends before the last year does.*allowed: up to 2012"),
    (
        "id: us_recovery",
        "id: us_erosion",
        "us_erosion, of: RUS<->USA, plus: [2009",
        "the id 'us_erosion' appears twice",
    ),
    (EROSION, EROSION.replace("USA", "US"), "RUS<->US,", "no primary series 'RUS<->US'.*did you mean 'RUS<->USA'"),
    (EROSION, EROSION.replace("2006", "1999"), "1999", "1999 is not observed.*allowed: 2002 .. 2012"),
    (EROSION, EROSION.replace("2003", "2002"), "2002, 2004", "the year '2002' appears twice"),
    (EROSION, EROSION.replace("2006", "2005"), "2005, 2007", "2005 appears under plus too"),
    (EROSION, EROSION.partition(", plus")[0], "{id: us_erosion", "no years under plus"),
    (SPREAD, "plus: [2002], minus: [2003], ratio_of_sd: true", "ratio_of_sd: true", "a ratio needs a second series"),
    (SPREAD, "against: RUS<->EURNATO", "RUS<->EURNATO, disc", "no primary series 'RUS<->EURNATO'"),
    (SPREAD, "against: RUS<->EURNATO_without_GBR", "RUS<->EURNATO_without_GBR, disc", "is compared with itself"),
    (SPREAD, f"{SPREAD}, plus: [2002]", "plus: [2002],", "plus beside against has no effect"),
    ("- conduct.routine", "- conduct.routin", "conduct.routin\n", "no parameter.*did you mean 'conduct.routine'"),
    ("- conduct.routine", "- routine", "routine\n", "no parameter 'routine'.*did you mean 'conduct.routine'"),
    (
        "- conduct.routine",
        "- trust.learning",
        "trust.learning\n    - trust.weight_of_project",
        "'trust.learning' appears twice",
    ),
    ("candidates: 4096", "candidates: 100", "200\n", "200 sets cannot be accepted of 100 candidates"),
    ("candidates: 4096", "candidates: 1000000000000", "1000000000000", "candidates: found.*from 1 to 1e"),
]


def told_of(tmp_path, text):
    """Return the faults of a plan."""
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FaultsError) as caught:
        read_plan(path, WORLD)
    return caught.value.faults


def place_in(text, words):
    """Return line and column where words stand the first time."""
    before = text[: text.index(words)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


@pytest.mark.parametrize(("old", "new", "words", "message"), FAULTS)
def test_a_plan_that_cannot_be_meant_is_refused_at_its_place(tmp_path, old, new, words, message):
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    told = {" ".join(fault.as_text().split()): fault.place for fault in told_of(tmp_path, text)}
    places = [place for words, place in told.items() if re.search(message, words)]
    assert places, told
    assert (places[0].line, places[0].column) == place_in(text, words)


def test_series_and_statistics_that_are_missing_are_told_together(tmp_path):
    start, end = TEXT.index("statistics:\n"), TEXT.index("observation_sd: 0")
    text = (TEXT[:start] + "statistics: []\n" + TEXT[end:]).replace("primary: [RUS<->USA,", "primary: [")
    assert [fault.what for fault in told_of(tmp_path, text)] == [
        "the primary series are too few",
        "without a statistic every parameter set is accepted",
    ]


def test_the_shipped_plan_is_accepted():
    assert load_plan(WORLD.slug).years == tuple(range(2002, 2013))
