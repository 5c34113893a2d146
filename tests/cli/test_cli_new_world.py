"""The command `new-world`, its template and the table of countries."""

import json
import re

import pytest

import nrc_sim as nrc
from nrc_sim.cli import main
from nrc_sim.errors import InputError
from nrc_sim.scenario import load_scenario, load_world
from nrc_sim.scenario.countries import choose_countries, choose_sides, distance_between, load_countries
from nrc_sim.scenario.template import sides_text, world_text
from nrc_sim.scenario.validation import file_faults
from nrc_sim.scenario.words import known_keys
from nrc_sim.scenario.world_schema import WorldFile

HEAD = """
title: Ordinary years
description: Each kind by its documented rate.
world: {world}
horizon: {{start: 2013-01, months: 12}}
shocks:
"""
STORY = (
    HEAD
    + """  - {{id: dispute, kind: dispute, hazard: documented}}
  - {{id: talks, kind: talks, at: 2013-03, opens: border_treaty}}
"""
)
QUIET_STORY = (
    HEAD
    + """  - {{id: initiative, kind: initiative, hazard: documented}}
  - {{id: crisis, kind: crisis, at: 2013-06}}
"""
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--alliance"],
        *(["--countries", codes] for codes in ("FRA,DEU,RUS", "USA,CIV,CHN", "IND,PAK")),
        *(["--sides", codes] for codes in ("USA,JPN,KOR/CHN,RUS,PRK", "CIV/CHN,BIH", "IND/PAK")),
        *(["--sides", codes, "--no-leads"] for codes in ("USA,JPN,KOR/CHN,RUS,PRK,BLR", "IND/PAK")),
    ],
)
def test_a_new_world_is_valid_and_written_alone(folder, options):
    assert main(["new-world", "mine", *options]) == 0
    assert [path.name for path in folder.iterdir()] == ["mine.yaml"]
    assert file_faults(folder / "mine.yaml") == ()
    assert "#: " not in (folder / "mine.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "options", [[], ["--alliance"], ["--sides", "FRA,DEU/BLR,RUS"], ["--sides", "FRA,DEU/RUS", "--no-leads"]]
)
def test_a_new_world_runs_in_both_engines_alike(folder, options):
    assert main(["new-world", *options]) == 0
    (folder / "story.yaml").write_text((STORY if options else QUIET_STORY).format(world="my_world"), encoding="utf-8")
    digests = {
        nrc.run([load_scenario(folder / "story.yaml")], runs=4, seed=1, engine=engine, parameters="central")[
            "story"
        ].digest
        for engine in ("mesa", "compiled")
    }
    assert len(digests) == 1


def test_the_smallest_world_has_two_powers_and_an_alliance_has_more(folder):
    for name, options in (("small", []), ("large", ["--alliance"])):
        assert main(["new-world", name, *options]) == 0
    small, large = (load_world(folder / f"{name}.yaml") for name in ("small", "large"))
    assert [member.id for member in small.members] == ["northland"]
    assert (small.issues, small.areas, small.regimes, small.negotiations) == ((), (), (), ())
    assert [member.role for member in large.members] == ["lead", "member", "member", "member"]
    lines = (folder / "small.yaml").read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line.strip() and not line.strip().startswith("#")]) <= 45


def test_countries_have_their_names_codes_capabilities_and_distances(folder):
    assert main(["new-world", "mine", "--countries", "fra, DEU,BLR,RUS"]) == 0
    world = load_world(folder / "mine.yaml")
    assert (world.outside.id, world.outside.name, world.outside.code) == ("russia", "Russia", "RUS")
    found = [(it.id, it.code, it.role, it.distance, it.capability, it.alignment) for it in world.members]
    assert found == [
        ("france", "FRA", "lead", 2.5, 0.0142, 1.0),
        ("germany", "DEU", "member", 1.6, 0.01786, 0.0),
        ("belarus", "BLR", "member", 0.7, 0.0012, 0.0),
    ]
    assert world.title == "France and allies, and Russia"
    assert world.member_attributes["capability"].source.startswith("Correlates of War")
    marked = [line for line in (folder / "mine.yaml").read_text("utf-8").splitlines() if line.endswith(": estimate")]
    assert [line.partition(",")[0] for line in marked] == ["  - {id: belarus"]


def test_sides_of_countries_have_leads_unless_none_is_wanted(folder):
    assert main(["new-world", "led", "--sides", "usa,JPN/CHN,RUS,PRK"]) == 0
    assert main(["new-world", "free", "--sides", "USA,JPN/CHN,RUS,PRK,BLR", "--no-leads"]) == 0
    led, free = (load_world(folder / f"{name}.yaml").sides for name in ("led", "free"))
    assert [(side.id, side.name, side.lead) for side in led] == [
        ("first", "United States and allies", "united_states"),
        ("second", "China and allies", "china"),
    ]
    assert [(side.name, side.lead) for side in free] == [
        ("United States and Japan", None),
        ("China, Russia and others", None),
    ]
    found = [(power.code, power.distance, power.capability, power.alignment) for power in led[1].powers]
    # The nearest capital of the other side is Tokyo for all three.
    assert found == [("CHN", 2.1, 0.28, 1.0), ("RUS", 7.5, 0.03959, 0.0), ("PRK", 1.3, 0.013, 0.0)]
    assert [power.alignment for power in free[1].powers] == [0.0] * 4


def test_acts_of_a_new_world_of_sides_are_between_its_leads_or_its_sides(folder):
    acts = {}
    for name, options in (("led", []), ("free", ["--no-leads"])):
        assert main(["new-world", name, "--sides", "FRA,DEU/RUS", *options]) == 0
        kinds = load_world(folder / f"{name}.yaml").kinds
        acts[name] = [(act.actors, act.targets) for kind in ("initiative", "summit") for act in kinds[kind].acts]
    both = [(("first",), ("russia",)), (("russia",), ("first",))]
    assert acts["led"] == [*both, (("first_lead",), ("russia",)), (("russia",), ("first_lead",))]
    assert acts["free"] == [*both, *both]


def test_every_key_that_a_world_can_have_stands_in_the_template():
    """What is optional stands as a comment, with its meaning."""
    written = set(re.findall(r"(?m)(?:^|[{# ,])(\w+):", world_text("mine", alliance=True)))
    needed = set(known_keys(WorldFile, ()))
    tables = [("outside",), ("members", 0), ("issues", 0), ("areas", 0), ("regimes", 0), ("negotiations", 0)]
    tables += [("calendar",), ("initial",), ("index",), ("outcomes",), ("kinds", "x")]
    for path in tables:
        needed |= set(known_keys(WorldFile, path))
    assert needed - written == set()
    sides = sides_text("mine", *choose_sides("FRA,DEU/RUS"))
    written = set(re.findall(r"(?m)(?:^|[{# ,])(\w+):", sides))
    for path in (("sides", 0), ("sides", 0, "aggregation"), ("sides", 0, "traits"), ("sides", 0, "powers", 0)):
        assert set(known_keys(WorldFile, path)) - written == set()


def test_a_block_of_the_template_can_be_left_out_as_a_whole():
    whole = world_text("mine", alliance=True)
    for name, key in (("issues", "\nissues:"), ("areas", "\nareas:"), ("institution", "\nregimes:")):
        assert key in whole
        assert key not in world_text("mine", alliance=True, without=[name])
    without = world_text("mine", alliance=True, without=["issues", "areas", "institution", "negotiations"])
    assert not re.search(r"(?m)^[^#]*\b(borders|trade|contacts|border_treaty)\b(?! .*#)", without)


def test_an_existing_file_is_left_alone(folder, capsys):
    (folder / "mine.yaml").write_text("mine\n", encoding="utf-8")
    assert main(["new-world", "mine"]) == 2
    assert "mine.yaml exists already; choose another name" in capsys.readouterr().err
    assert (folder / "mine.yaml").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (["My-World"], "'My-World' is no name for a world; allowed: a slug"),
        (["../mine"], "'../mine' is no name for a world"),
        (["euro_atlantic_2013"], "'euro_atlantic_2013' is a bundled world; choose another name; `extends:"),
        (["baseline"], "'baseline' is a bundled scenario; choose another name\n"),
        (["x" * 300], "the name has 300 letters"),
        (["mine", "--countries", "FRA,DEU,RUX"], "--countries: there is no country 'RUX' in the table; allowed: ISO"),
        (["mine", "--countries", "FRA,DEU,QQQ"], "codes stand in "),
        (["mine", "--countries", "FRA,DEU,FRA"], "--countries: the country 'FRA' appears twice"),
        (
            ["mine", "--countries", "RUS"],
            "--countries: there is 1 country; allowed: a power for each side; or the lead,",
        ),
        (["mine", "--countries", ""], "--countries: no country is named"),
        (["mine", "--sides", "USA,JPN"], "--sides: 1 side, where a relationship has two; allowed: codes of either"),
        (["mine", "--sides", "USA/CHN/RUS"], "--sides: 3 sides, where a relationship has two"),
        (["mine", "--sides", "USA/,"], "--sides: 1 side, where a relationship has two"),
        (["mine", "--sides", "USA/USA"], "--sides: the country 'USA' appears twice"),
        (["mine", "--sides", "USA/RUX"], "--sides: there is no country 'RUX' in the table"),
        (["mine", "--sides", "USA/CHN", "--alliance"], "--alliance beside --sides; allowed: one of the two"),
        (["mine", "--sides", "USA/CHN", "--countries", "USA,CHN"], "--countries beside --sides"),
        (["mine", "--no-leads"], "--no-leads: there are no sides of which it could be said; allowed: --sides with it"),
    ],
)
def test_what_cannot_be_a_world_is_refused_in_words_and_nothing_written(folder, capsys, typed, message):
    assert main(["new-world", *typed]) == 2
    assert message in capsys.readouterr().err
    assert list(folder.iterdir()) == []


def test_a_new_scenario_does_not_take_the_name_of_a_bundled_world(folder, capsys):
    assert main(["new", "euro_atlantic_2013"]) == 2
    assert "'euro_atlantic_2013' is a bundled world" in capsys.readouterr().err
    assert list(folder.iterdir()) == []


@pytest.mark.usefixtures("folder")
def test_with_json_the_file_is_named(capsys):
    assert main(["new-world", "mine", "--json"]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out) == {"file": "mine.yaml"}
    assert "name it in a scenario: `world: mine`" in shown.err


@pytest.mark.usefixtures("folder")
def test_a_world_that_is_run_is_told_to_be_one_in_one_sentence(capsys):
    assert main(["new-world", "mine", "--quiet"]) == 0
    assert main(["run", "mine.yaml"]) == 2
    told = capsys.readouterr().err
    assert "this is a world; what can be run is a scenario that plays in it" in told
    assert "write one beside it that says `world: mine` and a `horizon`" in told
    assert "unknown key" not in told


def test_the_table_of_countries_agrees_with_the_bundled_world():
    known = load_countries()
    for member in load_world("euro_atlantic_2013").members:
        country = known[member.code]
        assert (country.slug, country.name, country.basis) == (member.id, member.name, "cinc")
        assert country.capability == pytest.approx(member.capability, abs=5.1e-6)


def test_countries_of_the_table_differ_and_have_numbers_that_a_world_may_hold():
    known = load_countries().values()
    assert len({country.slug for country in known}) == len(known)
    assert {country.basis for country in known} == {"cinc", "estimate", "judgement"}
    for country in known:
        assert re.fullmatch(r"[A-Z]{3}", country.code)
        assert re.fullmatch(r"[a-z][a-z_]*[a-z]", country.slug)
        assert 0.0 < country.capability < 0.5
        assert (-90 <= country.latitude <= 90, -180 <= country.longitude <= 180) == (True, True)


@pytest.mark.parametrize(
    ("pair", "thousands"), [("FRA,RUS", 2.49), ("USA,CHN", 11.15), ("CHL,NZL", 9.35), ("DEU,DEU", 0)]
)
def test_distances_are_those_of_a_great_circle(pair, thousands):
    one, other = (load_countries()[code] for code in pair.split(","))
    assert distance_between(one, other) == pytest.approx(thousands, abs=0.03)


def test_a_country_that_is_not_in_the_table_is_an_error_in_python_too():
    with pytest.raises(InputError, match="did you mean 'RUS'"):
        choose_countries("RUX")
