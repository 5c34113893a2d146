"""What the page on event data says is so."""

import re
from pathlib import Path

import pytest

from event_files import written
from nrc_sim.evidence.events.counting import count_events
from nrc_sim.evidence.events.drafting import LARGEST
from nrc_sim.evidence.events.layouts import EventColumns, EventLayout, load_layouts, read_mapping
from nrc_sim.evidence.events.placing import Reason
from nrc_sim.figures.events import MOST_PANELS
from nrc_sim.scenario import load_world

PAGE = (Path(__file__).parents[3] / "docs" / "events.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL))


def test_the_table_of_the_page_is_read(tmp_path):
    found = count_events([written(tmp_path, FILES["my_table.csv"])], load_world("india_pakistan"))
    assert found.describe() == {"read": 2, "placed": 2, "dropped": {}}


def test_the_mapping_of_the_page_has_all_keys_and_is_accepted(tmp_path):
    mapping = read_mapping(written(tmp_path, FILES["my_mapping.yaml"], "my_mapping.yaml"))
    assert set(EventLayout.model_fields) - mapping.model_fields_set == {"name", "widths"}
    path = written(tmp_path, "When;Who;Whom;What\n5/3/2012;Islamabad;New Delhi;46\n6/3/2012;IND;PAK;talks\n")
    found = count_events([path], load_world("india_pakistan"), mapping)
    assert found.describe() == {"read": 2, "placed": 2, "dropped": {}}
    assert {group.weight for group in found.groups} == {7.0}


def test_the_page_names_all_reasons_columns_and_numbers():
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == [reason.name for reason in Reason]
    names = [field.alias or name for name, field in EventColumns.model_fields.items()]
    assert [name for name in names if not re.search(rf"\b{name}\b", PAGE)] == []
    assert f"the {LARGEST} largest events" in PAGE
    assert MOST_PANELS == 8
    assert "the eight pairs" in PAGE


@pytest.mark.parametrize("layout", load_layouts(), ids=lambda layout: layout.name)
def test_the_page_tells_of_every_layout(layout):
    heading = {"plain table": "A plain table"}.get(layout.name, layout.name.split()[0])
    assert f"## {heading}\n" in PAGE
    for width in layout.widths:
        assert str(width) in PAGE
