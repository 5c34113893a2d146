"""Files of events in all layouts are read without a mapping, and any other with one."""

import gzip
import zipfile

import pytest

from event_files import (
    ACLED,
    GDELT_WIDTHS,
    POLECAT,
    gdelt_line,
    icews,
    icews_row,
    lines_of,
    plain,
    polecat_row,
    written,
)
from nrc_sim.evidence.events.counting import count_events
from nrc_sim.evidence.events.layouts import load_layouts, read_mapping
from nrc_sim.evidence.events.writing import events_table
from nrc_sim.scenario import load_world

WORLD = "india_pakistan"


def counted(path, world=WORLD, mapping=None):
    return count_events([path], load_world(world), mapping)


def conduct_of(found, sender, receiver):
    """Conduct and number of events of a dyad, all months."""
    table = events_table(found)
    rows = table[(table["from"] == sender) & (table["to"] == receiver)]
    return rows["conduct"].tolist(), rows["events"].tolist()


def test_icews_is_read_by_its_names_and_weights(tmp_path):
    rows = [
        icews_row(1, "India", "Pakistan", Intensity="-4.0"),
        icews_row(2, "India", "Pakistan", Intensity="2.0"),
        icews_row(3, "Pakistan", "India", Intensity="NA", CAMEO_Code="057"),
    ]
    found = counted(written(tmp_path, icews(*rows)))
    assert found.formats == ("ICEWS",)
    assert conduct_of(found, "india", "pakistan") == ([-0.1], [2])
    assert conduct_of(found, "pakistan", "india") == ([0.8], [1])


@pytest.mark.parametrize("width", GDELT_WIDTHS)
def test_gdelt_is_known_by_its_width(tmp_path, width):
    lines = gdelt_line(width, 1, "IND", "PAK") + gdelt_line(width, 2, "PAK", "IND", c27="43", c31="2.8")
    found = counted(written(tmp_path, lines))
    assert found.formats[0].startswith("GDELT")
    assert conduct_of(found, "india", "pakistan") == ([-0.5], [1])
    assert conduct_of(found, "pakistan", "india") == ([0.28], [1])
    # A code that has lost its zero in a spreadsheet is the same category.
    assert {found.categories[group.category].code for group in found.groups} == {"100", "043"}


def test_an_export_of_gdelt_with_names_is_read_by_them(tmp_path):
    names = "SQLDATE,Actor1CountryCode,Actor2CountryCode,EventCode,GoldsteinScale,SOURCEURL"
    path = written(tmp_path, plain("20120305,IND,PAK,43,2.8,here", "20120305,IND,PAK,043,2.8,here", names=names))
    found = counted(path)
    assert found.describe() == {"read": 2, "placed": 1, "dropped": {"same_story": 1}}


def test_polecat_has_the_weight_that_it_publishes_and_no_other(tmp_path):
    rows = [polecat_row(1, "IND", "PAK"), polecat_row(2, "PAK", "IND", Intensity="", Event_Type="AID")]
    found = counted(written(tmp_path, lines_of(POLECAT, rows)))
    assert found.formats == ("POLECAT",)
    assert conduct_of(found, "india", "pakistan") == ([-0.65], [1])
    assert found.describe() == {"read": 2, "placed": 1, "dropped": {"no_weight": 1}}


def test_an_event_of_several_states_counts_for_each_pair(tmp_path):
    rows = [polecat_row(1, "FRA;GBR", "IRN"), polecat_row(2, "IRN", "USA;IRN")]
    found = counted(written(tmp_path, lines_of(POLECAT, rows)), "iran_talks")
    assert found.placed == 2
    assert conduct_of(found, "france", "iran") == conduct_of(found, "united_kingdom", "iran") == ([-0.65], [1])
    assert conduct_of(found, "alliance", "iran") == ([-0.65], [2])
    assert conduct_of(found, "iran", "united_states") == ([-0.65], [1])


def test_acled_gives_dyads_where_both_actors_are_forces_of_states(tmp_path):
    forces = {"actor1": "Military Forces of India (2014-)", "actor2": "Military Forces of Pakistan (2013-2018)"}
    rows = [
        {"event_id_cnty": "IND1", "event_date": "05 March 2012", "sub_event_type": "Armed clash", **forces},
        {"event_id_cnty": "IND2", "event_date": "2012-03-06", "sub_event_type": "Looting", **forces},
        {
            "event_id_cnty": "IND3",
            "event_date": "2012-03-06",
            "sub_event_type": "Attack",
            **forces,
            "actor2": "Civilians",
        },
    ]
    rows[0]["notes"] = '"Fire, it is said,\nacross a line"'
    found = counted(written(tmp_path, lines_of(ACLED, rows, ",")))
    assert found.formats == ("ACLED",)
    assert found.describe() == {"read": 3, "placed": 1, "dropped": {"no_weight": 1, "unknown_country": 1}}
    assert conduct_of(found, "india", "pakistan") == ([-1.0], [1])


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_plain_table_can_have_any_separator(tmp_path, separator):
    text = plain("2012-03-05,India,PAK,057,", "2012-04,IN,Islamic Republic of Pakistan,,-3")
    found = counted(written(tmp_path, text.replace(",", separator)))
    assert conduct_of(found, "india", "pakistan") == ([0.8, -0.3], [1, 1])


def test_a_world_s_own_weight_goes_before_that_of_cameo(tmp_path):
    world = load_world(WORLD)
    own = world.categories["057"].model_copy(update={"weight": 6.0})
    changed = world.model_copy(update={"categories": {**world.categories, "057": own}})
    found = count_events([written(tmp_path, plain("2012-03-05,India,Pakistan,057,"))], changed)
    assert conduct_of(found, "india", "pakistan")[0] == [0.6]


def test_files_are_read_packed_or_not_and_in_several_encodings(tmp_path):
    text = icews(icews_row(1, "India", "Pakistan"), icews_row(2, "Côte d'Ivoire", "Pakistan"))
    with zipfile.ZipFile(tmp_path / "one.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("events/one.tab", text)
        archive.writestr("__MACOSX/events/._one.tab", "left behind")
    paths = [
        tmp_path / "one.zip",
        written(tmp_path, gzip.compress(text.encode()), "one.tab.gz"),
        written(tmp_path, b"\xef\xbb\xbf" + text.encode(), "marked.tab"),
        written(tmp_path, text.encode("utf-16"), "wide.tab"),
        written(tmp_path, text.replace("\n", "\r\n"), "windows.tab"),
        written(tmp_path, "\n\n" + text.replace("\t", ","), "blank.csv"),
    ]
    described = [counted(path).describe() for path in paths]
    assert described == [{"read": 2, "placed": 1, "dropped": {"not_in_world": 1}}] * len(paths)


def test_a_mapping_says_what_stands_where(tmp_path):
    mapping = written(
        tmp_path,
        """
        separator: pipe
        dates: day-month-year
        columns: {date: When, from: 2, to: 3, category: What}
        categories: {shelling: "194"}
        names: {Eastland: india, Westland: Pakistan}
        """,
        "mapping.yaml",
    )
    path = written(tmp_path, "When|Who|Whom|What\n30/04/2012|Eastland|Westland|Shelling\n")
    found = counted(path, mapping=read_mapping(mapping))
    assert conduct_of(found, "india", "pakistan") == ([-1.0], [1])
    assert events_table(found)["month"].unique().tolist() == ["2012-04"]


def test_a_mapping_adds_names_to_a_known_layout_also_of_organisations(tmp_path):
    mapping = read_mapping(written(tmp_path, "names: {North Atlantic Treaty Organization: nato}\n", "names.yaml"))
    row = icews_row(1, "NA", "Russian Federation", Source_Name="North Atlantic Treaty Organization")
    path = written(tmp_path, icews(row, icews_row(2, "United States", "Russia", Event_Date="2012-05-01")))
    found = counted(path, "csto_nato", mapping)
    assert found.formats == ("ICEWS",)
    assert conduct_of(found, "nato", "russia")[1] == [1, 0, 1]
    assert conduct_of(found, "nato", "csto")[1] == [1, 0, 1]
    assert conduct_of(found, "united_states", "russia")[1] == [0, 0, 1]


def test_codes_of_correlates_of_war_are_read_where_a_mapping_says_so(tmp_path):
    mapping = read_mapping(written(tmp_path, "codes: cow\n", "cow.yaml"))
    path = written(tmp_path, plain("2012-03-05,750,PAK,057,", "2012-03-05,770,IND,057,", "2012-03-05,AUS,PAK,057,"))
    assert counted(path, mapping=mapping).describe() == {"read": 3, "placed": 2, "dropped": {"not_in_world": 1}}


def test_all_layouts_name_the_columns_that_are_needed():
    assert len({layout.name for layout in load_layouts()}) == len(load_layouts()) == 8
    for layout in load_layouts():
        assert {"date", "from", "to"} <= set(layout.columns.given())
