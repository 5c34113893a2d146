import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nrc_sim.cli import main
from nrc_sim.scenario import decoding, load_scenario, reading
from nrc_sim.scenario.faults import FaultsError, Place, nearest, shortened, visible
from nrc_sim.scenario.nodes import child, leaves, place_of, plain, tree_of, with_value, without
from nrc_sim.scenario.reading import parse_tree, parse_value, read_tree
from nrc_sim.scenario.scalars import read_scalar
from nrc_sim.scenario.writing import mapping_lines, scalar


def read(text: str):
    faults = []
    tree = parse_tree(text, "file.yaml", faults)
    return plain(tree), [str(fault.place) for fault in faults]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *[("true", True), ("null", None), ("~", None), ("", None), ("-3", -3), ("0", 0), ("0.5", 0.5)],
        *[("1.0e3", 1000.0), ("2014-06", "2014-06"), ("C20", "C20"), ("a: b", "a: b"), ("1.2.3", "1.2.3")],
    ],
)
def test_a_plain_scalar_has_the_kind_it_shows(text, value):
    found = read_scalar(text, quoted=False)
    assert (found.value, type(found.value), found.fault) == (value, type(value), "")


@pytest.mark.parametrize(
    "text", ["no", "012", "1_000", "0x1f", "12:30:45", "1e3", "2013-01-01", ".nan", "True", "Null"]
)
def test_what_versions_of_yaml_read_differently_is_refused_unless_quoted(text):
    assert read_scalar(text, quoted=False).fault
    assert read_scalar(text, quoted=True) == (text, "", "")


def test_keys_and_values_remember_their_places():
    tree = parse_tree("a: 1\nb:\n  c: [x, yy]\n", "f", [])
    assert [(path, node.place.line, node.place.column, node.place.length) for path, node in leaves(tree)] == [
        (("a",), 1, 4, 1),
        (("b", "c", 0), 3, 7, 1),
        (("b", "c", 1), 3, 10, 2),
    ]
    assert place_of(tree, ("b",), key=True).column == 1
    assert place_of(tree, ("b", "missing")).line == 3


def test_all_faults_of_keys_and_scalars_are_told_at_once():
    found, places = read("a: no\nb: 012\nb: 3\n4: x\n")
    assert found["a"] == "no"
    assert places == ["file.yaml:1:4", "file.yaml:2:4", "file.yaml:3:1", "file.yaml:4:1"]


def test_a_file_that_is_missing_or_none_is_refused(tmp_path):
    for path, message in ((tmp_path / "none.yaml", "No such file"), (tmp_path, "this is not a file")):
        with pytest.raises(FaultsError, match=message):
            read_tree(path, [])
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(FaultsError, match="this is not a file"):
        read_tree(tmp_path / "pipe.yaml", [])


def test_a_file_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(decoding, "SIZE_LIMIT", 10)
    (tmp_path / "a.yaml").write_text("a: 1234567\n", encoding="utf-8")
    with pytest.raises(FaultsError, match=r"the file is too large\n  allowed: at most 10 bytes"):
        read_tree(tmp_path / "a.yaml", [])


def test_a_file_of_too_many_values_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "NODE_LIMIT", 4)
    assert read("a: [1]\n") == ({"a": [1]}, [])
    with pytest.raises(FaultsError, match="the file holds more than 4 values"):
        read("a: [1, 2]\n")


def test_a_value_can_be_typed_alone():
    assert plain(parse_value("[a, 0.5]", "--set x")) == ["a", 0.5]
    for text in ("[a", "no", "\x07", "!!int 3"):
        with pytest.raises(FaultsError, match="--set x"):
            parse_value(text, "--set x")


@pytest.mark.parametrize("text", ["{" * 40_000, "0" * 40_000 + "x", "1" * 40_000 + "e", "${" * 40_000, "- " * 40_000])
def test_long_texts_are_read_in_time(text):
    read_scalar(text, quoted=False)
    with pytest.raises(FaultsError):
        parse_tree(text, "f", [])


scalars = st.none() | st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1)
scalars |= st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(exclude_categories=["Cs"]))
keys = st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: text != "<<")


def harmless(text: str) -> bool:
    return not read_scalar(text, quoted=True).fault


@given(scalars.filter(lambda value: not isinstance(value, str) or harmless(value)))
def test_a_scalar_that_is_written_is_read_as_it_was(value):
    found = plain(parse_tree(f"a: {scalar(value)}  # origin\n", "f", []))["a"]
    assert (found, type(found)) == (value, type(value))


simple = st.integers(-5, 5) | st.booleans() | st.text("abcno:# -'\"\n\u00e9", max_size=6)
mappings = st.recursive(
    st.dictionaries(keys.filter(harmless), simple | st.lists(simple), max_size=4),
    lambda inner: st.dictionaries(
        keys.filter(harmless), inner | st.lists(inner.filter(bool), min_size=1, max_size=3), max_size=3
    ),
    max_leaves=8,
)


@given(mappings)
def test_a_mapping_that_is_written_is_read_as_it_was(content):
    text = "\n".join(["# head", *mapping_lines(content, (), lambda _: "origin")])
    faults = []
    assert plain(parse_tree(text or "{}", "f", faults) if content else tree_of({}, Place("f"))) == content
    assert faults == []


def test_trees_are_changed_without_touching_what_they_were():
    tree = tree_of({"a": {"b": 1}, "c": [1, {"d": 2}]}, Place("f"))
    assert plain(with_value(tree, ("a", "x"), tree_of(3, Place("f")))) == {"a": {"b": 1, "x": 3}, "c": [1, {"d": 2}]}
    assert plain(without(tree, ("c", 1, "d"))) == {"a": {"b": 1}, "c": [1, {}]}
    assert plain(without(tree, ("z",))) == plain(tree) == {"a": {"b": 1}, "c": [1, {"d": 2}]}
    assert child(tree, "c").size == 4


def test_words_for_messages():
    assert visible("a\u202eb\x07 é") == "a\\u202eb\\u0007 é"
    assert (nearest("x" * 100, ["x" * 99]), nearest("dialog", ["dialogue"])) == ("", "dialogue")
    assert len(shortened("x" * 100)) == 63


@pytest.mark.parametrize(
    "text",
    [
        "a: [" + "no, " * 9_000 + "1]\n",
        "a: 1\n" * 4_000,
        "".join(f"dialoge{number}: 1\n" for number in range(4_500)),
        "x" * 900_000 + ": 1\n",
        "a" * 900_000 + "\x07" * 9,
        "\x00" * 900_000,
        "extends: baseline\ntitle: T\nshocks:\n" + "  - {id: s, kind: sumit, at: 2014-13}\n" * 1_100,
        "a: [" + "1," * 300_000 + "1]\n",
    ],
    ids=["scalars", "keys", "unknown", "long key", "long line", "nul", "shocks", "values"],
)
def test_a_file_full_of_faults_is_refused_in_time_and_told_in_part(tmp_path, text):
    (tmp_path / "story.yaml").write_text(text, encoding="utf-8")
    times = []
    for _ in range(3):
        before = time.process_time()
        with pytest.raises(FaultsError) as caught:
            load_scenario(tmp_path / "story.yaml")
        times.append(time.process_time() - before)
    assert min(times) < 0.3
    assert len(caught.value.faults) <= 210
    assert len(str(caught.value)) < 200_000


@pytest.mark.parametrize("command", ["run", "validate", "show", "turning-points"])
def test_an_empty_name_means_no_scenario_and_not_the_folder_at_hand(command, tmp_path, monkeypatch, capsys):
    (tmp_path / "a.yaml").write_text("extends: baseline\ntitle: A story\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert main([command, ""]) == 2
    assert "the name of a scenario is empty" in capsys.readouterr().err
