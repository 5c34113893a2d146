"""What is counted, what is a duplicate, how sides are summed, and what coverage means."""

import csv
import json
import random

import numpy as np
import pytest

from event_files import gdelt_line, icews, icews_row, plain, written
from nrc_sim.cli import main
from nrc_sim.evidence.events import counting
from nrc_sim.evidence.events.actors import MISSING, UNKNOWN, Cast
from nrc_sim.evidence.events.counting import count_events
from nrc_sim.evidence.events.dates import day_of
from nrc_sim.evidence.events.drafting import draft_history
from nrc_sim.evidence.events.duplicates import Seen
from nrc_sim.evidence.events.layouts import EventLayout
from nrc_sim.evidence.events.states import names_of_states, plain_name, state_codes
from nrc_sim.evidence.events.writing import events_table, within_table
from nrc_sim.scenario import load_scenario, load_world
from nrc_sim.scenario.bundled import known_worlds
from nrc_sim.scenario.countries import load_countries

STATES = ("India", "Pakistan", "China", "NA", "Atlantis", "Russian Federation", "United States", "Iran", "France")


def many_rows(number, seed=1):
    """Rows of two years between some states, many of them twice."""
    draw = random.Random(seed)
    codes = ("040", "042", "057", "111", "138", "173", "190", "0841")
    return [
        icews_row(
            place,
            draw.choice(STATES),
            draw.choice(STATES),
            Event_Date=f"201{draw.randint(0, 1)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}",
            CAMEO_Code=draw.choice(codes),
            Intensity="NA",
            Story_ID=draw.randint(1, number // 3),
        )
        for place in range(number)
    ]


def row_of(table, month, sender, receiver):
    (row,) = table[(table["month"] == month) & (table["from"] == sender) & (table["to"] == receiver)].to_dict("records")
    return row


def test_a_story_tells_the_same_event_once_and_a_number_stands_for_one_event(tmp_path):
    rows = [
        icews_row(1, "India", "Pakistan", Story_ID=7),
        icews_row(2, "India", "Pakistan", Story_ID=7),  # the same, told twice
        icews_row(3, "Pakistan", "India", Story_ID=7),  # the other direction
        icews_row(4, "India", "Pakistan", Story_ID=7, Event_Date="2012-03-06"),
        icews_row(5, "India", "Pakistan", Story_ID=7, CAMEO_Code="042"),
        icews_row(6, "India", "Pakistan", Story_ID=8),
        icews_row(6, "India", "Pakistan", Story_ID=9),  # a number that was there before
        icews_row(7, "India", "Pakistan", Story_ID="NA"),
        icews_row(8, "India", "Pakistan", Story_ID="NA"),
    ]
    path = written(tmp_path, icews(*rows))
    found = count_events([path], load_world("india_pakistan"))
    assert found.describe() == {"read": 9, "placed": 7, "dropped": {"same_event": 1, "same_story": 1}}
    again = count_events([path, path], load_world("india_pakistan"))
    assert again.describe() == {"read": 18, "placed": 7, "dropped": {"same_event": 10, "same_story": 1}}


def test_gdelt_without_addresses_knows_no_story(tmp_path):
    lines = {width: gdelt_line(width, 1, "IND", "PAK") + gdelt_line(width, 2, "IND", "PAK") for width in (57, 58)}
    lines[58] = lines[58].replace("story 2", "story 1")
    placed = [count_events([written(tmp_path, lines[width])], load_world("india_pakistan")).placed for width in lines]
    assert placed == [2, 1]


def test_a_side_is_the_sum_of_those_who_belong_to_it_then(tmp_path):
    rows = [
        plain_row
        for month in ("2005-01", "2012-11", "2012-12")
        for plain_row in (f"{month},Uzbekistan,France,,-6", f"{month},Russia,Germany,,2", f"{month},CSTO,NATO,,8")
    ]
    table = events_table(count_events([written(tmp_path, plain(*rows))], load_world("csto_nato")))
    # Uzbekistan joined in August 2006 and left in December 2012; what the sides do as such belongs to no power.
    found = [row_of(table, month, "csto", "nato") for month in ("2005-01", "2012-11", "2012-12")]
    assert [row["events"] for row in found] == [2, 3, 2]
    assert [row["conduct"] for row in found] == pytest.approx([0.5, 0.4 / 3, 0.5], abs=1e-6)
    assert row_of(table, "2005-01", "uzbekistan", "france")["conduct"] == -0.6
    assert row_of(table, "2012-12", "uzbekistan", "nato")["events"] == 1
    assert np.isnan(row_of(table, "2008-02", "csto", "nato")["conduct"])
    assert row_of(table, "2008-02", "csto", "nato")["events"] == 0


def test_coverage_is_the_share_of_rows_that_name_both_ends(tmp_path):
    rows = ["India,Pakistan", "India,China", "India,", "India,Atlantis", "France,Pakistan", ",Pakistan", "India,India"]
    path = written(tmp_path, plain(*(f"2012-03-05,{row},057," for row in rows), "2012-03-05,Pakistan,India,057,"))
    table = events_table(count_events([path], load_world("india_pakistan")))
    # Known: three; one end not known: two of India's rows, one of Pakistan's. Those within a state are not looked at.
    assert row_of(table, "2012-03", "india", "pakistan")["coverage"] == 0.5
    assert row_of(table, "2012-03", "pakistan", "india")["coverage"] == 1.0


def test_results_do_not_depend_on_how_much_is_read_at_once(tmp_path, monkeypatch):
    path = written(tmp_path, icews(*many_rows(600)))
    world = load_world("iran_talks")
    whole = count_events([path], world)
    monkeypatch.setattr(counting, "_ROWS", 7)
    parts = count_events([path], world)
    assert whole.describe() == parts.describe()
    assert whole.placed > 50
    assert sum(whole.describe()["dropped"].values()) + whole.placed == whole.read == 600
    assert events_table(whole).equals(events_table(parts))
    assert whole.left_out.details == parts.left_out.details


def test_counts_are_those_of_a_count_by_hand(tmp_path):
    rows = many_rows(500, seed=2)
    table = events_table(count_events([written(tmp_path, icews(*rows))], load_world("india_pakistan")))
    by_hand = {
        (row["Story ID"], row["Event Date"], row["CAMEO Code"])
        for row in rows
        if (row["Source Country"], row["Target Country"]) == ("India", "Pakistan")
    }
    weights = {"040": 1.0, "042": 1.9, "057": 8.0, "111": -2.0, "138": -7.0, "173": -5.0, "190": -10.0, "0841": 7.0}
    for month in sorted({date[:7] for _, date, _ in by_hand}):
        row = row_of(table, month, "india", "pakistan")
        events = [weights[code] / 10 for _, date, code in by_hand if date.startswith(month)]
        assert row["events"] == len(events)
        assert row["conduct"] == pytest.approx(np.mean(events), abs=1e-6)


def test_keys_are_fresh_once():
    draw = np.random.default_rng(3)
    seen, known = Seen(), set()
    for size in (1, 50, 3, 0, 200, 1, 1, 40):
        keys = draw.integers(0, 150, size).astype(np.uint64)
        fresh = seen.fresh(keys)
        for key, new in zip(keys.tolist(), fresh.tolist(), strict=True):
            assert new is (key not in known)
            known.add(key)


@pytest.mark.parametrize("slug", known_worlds())
def test_a_draft_of_a_history_is_a_scenario_of_its_world(tmp_path, slug):
    world = load_world(slug)
    first, second = (side.powers[0].name for side in world.sides)
    rows = [
        f"{year}-0{month}-05,{ends},{code},"
        for year in (2007, 2011)
        for month in (1, 2)
        for ends in (f"{first},{second}", f"{second},{first}")
        for code in ("057", "0256", "1382", "99" if month == 1 else "2042")
    ]
    found = count_events([written(tmp_path, plain(*rows, f"2011-08,{first},{second},,-9.9"))], world)
    path = written(tmp_path, draft_history(found), "draft_history.yaml")
    drafted = load_scenario(path)
    assert draft_history(found, 5).count("  - id: event_") == 5
    assert len(drafted.shocks) == len(found.groups) == 29
    categories = {act.category for shock in drafted.shocks for act in shock.acts}
    # One above in the world where the code itself is not; where none is, the nearest by weight.
    assert {"057", "025", "138", "190"} <= categories <= set(world.categories)
    assert all("not yet reviewed" in shock.source for shock in drafted.shocks)
    assert "2042); " in path.read_text(encoding="utf-8")


def test_there_is_no_draft_of_years_before_a_side_was_there(tmp_path, capsys):
    path = written(tmp_path, plain("2003-01,Iran,France,057,"))
    found = count_events([path], load_world("iran_talks"))
    assert not draft_history(found)
    typed = ["events", str(path), "--world", "iran_talks", "--output", str(tmp_path / "out"), "--format", "none"]
    assert main(typed) == 0
    assert sorted(entry.name for entry in (tmp_path / "out").iterdir()) == [
        "events.csv",
        "manifest.json",
        "unplaced.csv",
    ]
    assert "there is no draft of a history" in capsys.readouterr().err


def test_the_command_writes_what_it_promises(tmp_path, capsys):
    paths = [written(tmp_path, icews(*many_rows(400))), written(tmp_path, gdelt_line(61, 1, "USA", "IRN"), "other.csv")]
    out = tmp_path / "out"
    typed = ["events", *map(str, paths), "--world", "iran_talks", "--output", str(out), "--quiet"]
    assert main([*typed, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert set(document) == {"read", "placed", "dropped", "within_a_side"}
    assert document["read"] == document["placed"] + sum(document["dropped"].values()) == 401
    names = {entry.name for entry in out.iterdir()}
    tables, drawn = {"events.csv", "unplaced.csv", "within_sides.csv"}, {"events.png", "events.svg"}
    assert names == {*tables, *drawn, "draft_history.yaml", "manifest.json"}
    with (out / "events.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["month", "from", "to", "conduct", "events", "coverage"]
    assert all((row["conduct"] == "") == (row["events"] == "0") for row in rows)
    assert main(["validate", str(out / "draft_history.yaml")]) == 0
    before = (out / "events.csv").read_bytes()
    assert main(typed) == 0
    assert (out / "events.csv").read_bytes() == before
    assert main(["events", *map(str, paths), "--world", "iran_talks", "--output", str(tmp_path)]) == 2


def test_without_a_folder_it_prints_alone(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = written(tmp_path, icews(*many_rows(200)))
    assert main(["events", str(path), "--world", "iran_talks"]) == 0
    shown = capsys.readouterr().out
    assert "200 rows of ICEWS" in shown
    assert "iran -> alliance" in shown
    assert "Atlantis" in shown
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_states_are_known_by_names_and_codes():
    cast = Cast(load_world("csto_nato"), EventLayout())
    number = {actor.id: place for place, actor in enumerate(cast.actors)}
    for text in ("RUS", "RU", "Russia", "russian federation", '"Russian Federation"', "RUSSIA "):
        assert cast.find(text) == (number["russia"],)
    assert cast.find("UKG") == cast.find("GBR") == cast.find("Great Britain") == (number["united_kingdom"],)
    assert cast.find("ROM") == cast.find("Romania") == (number["romania"],)
    assert cast.find("NATO") == (number["nato"],)
    assert cast.find("Korea, Republic of") == cast.find("South Korea") != cast.find("North Korea")
    assert cast.find("AUS") == cast.find("Australia") != cast.find("Austria")
    assert min(cast.find("Namibia")) >= len(cast.actors)
    assert [cast.find(text) for text in ("", "NA", "NULL", "--")] == [(MISSING,)] * 4
    assert cast.find("Middle-earth") == (UNKNOWN,)


def test_all_countries_of_worlds_have_names_in_event_data():
    assert set(load_countries()) <= set(state_codes())
    for code, country in load_countries().items():
        for system in ("iso", "cow"):
            assert names_of_states(system)[plain_name(country.name)] == code


@pytest.mark.parametrize(
    ("text", "order", "found"),
    [
        ("2012-03-05", "year-month-day", "2012-03-05"),
        ("2012/3/5 14:30:00", "year-month-day", "2012-03-05"),
        ("20120305", "month-day-year", "2012-03-05"),
        ("2012-03", "year-month-day", "2012-03-01"),
        ("5 March 2012", "year-month-day", "2012-03-05"),
        ("05-Mar-2012", "year-month-day", "2012-03-05"),
        ("March 5, 2012", "year-month-day", "2012-03-05"),
        ("03/05/2012", "day-month-year", "2012-05-03"),
        ("03/05/2012", "month-day-year", "2012-03-05"),
        ("03/05/2012", "year-month-day", "None"),
        ("2012-03/05", "year-month-day", "None"),
        ("5 Martober 2012", "year-month-day", "None"),
        ("5 Foo 2012", "year-month-day", "None"),
        ("2012-02-30", "year-month-day", "None"),
        ("\u0662\u0660\u0661\u0662-\u0660\u0663-\u0660\u0665", "year-month-day", "None"),
        ("", "year-month-day", "None"),
    ],
)
def test_dates_are_read_in_their_order(text, order, found):
    assert str(day_of(text, order)) == found


def test_events_within_a_side_are_told_kept_apart_and_drafted(tmp_path, capsys, monkeypatch):
    rows = [
        icews_row(1, "United States", "Russian Federation", CAMEO_Code="057", Intensity="NA", Story_ID=1),
        icews_row(2, "United States", "France", CAMEO_Code="112", Intensity="NA", Story_ID=2),
        icews_row(3, "United States", "France", CAMEO_Code="112", Intensity="NA", Story_ID=2),  # the same, told twice
        icews_row(4, "Germany", "United States", CAMEO_Code="138", Intensity="NA", Story_ID=3),
    ]
    path = written(tmp_path, icews(*rows))
    found = count_events([path], load_world("euro_atlantic_2013"))
    told = found.describe()
    assert (told["placed"], told["dropped"], told["within_a_side"]) == (1, {"same_side": 2, "same_story": 1}, 2)
    table = within_table(found)
    assert table[["from", "to", "conduct", "events"]].values.tolist() == [
        ["united_states", "france", -0.2, 1],
        ["germany", "united_states", -0.7, 1],
    ]
    assert events_table(found)["events"].sum() == 2  # one act, of a power and of the side that it belongs to
    monkeypatch.chdir(tmp_path)
    assert main(["events", str(path), "--world", "euro_atlantic_2013", "--output", "out", "--format", "none"]) == 0
    shown = capsys.readouterr().out
    assert "2 events within a side" in shown
    assert "germany -> united_states" in shown
    assert (tmp_path / "out" / "within_sides.csv").is_file()
    draft = load_scenario(tmp_path / "out" / "draft_history.yaml")
    acts = [(act.actors, act.targets, act.category) for shock in draft.shocks for act in shock.acts]
    assert (("united_states",), ("france",), "112") in acts
    assert (("germany",), ("united_states",), "138") in acts


def test_where_nothing_acts_within_a_side_no_word_is_said_of_it(tmp_path, capsys):
    path = written(tmp_path, icews(icews_row(1, "India", "Pakistan", Story_ID=1)))
    found = count_events([path], load_world("india_pakistan"))
    assert "within_a_side" not in found.describe()
    assert main(["events", str(path), "--world", "india_pakistan", "--output", str(tmp_path / "out")]) == 0
    assert "within a side" not in capsys.readouterr().out
    assert not (tmp_path / "out" / "within_sides.csv").exists()
