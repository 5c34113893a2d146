from pathlib import Path

import pytest

from nrc_sim.errors import InputError
from nrc_sim.scenario import load as load_module
from nrc_sim.scenario import load_scenario
from nrc_sim.scenario.load import read_mapping


def read(tmp_path: Path, text: str):
    path = tmp_path / "file.yaml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path)


def refusal(tmp_path: Path, text: str) -> str:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    return str(caught.value)


@pytest.mark.parametrize(
    "scalar",
    ["no", "yes", "on", "off", "NO", "012", "1_000", "0x1f", "12:30:45", "1e3", "2014-06", "2013-01-01", ".nan"],
)
def test_what_other_readers_of_yaml_would_convert_stays_a_string(tmp_path, scalar):
    assert read(tmp_path, f"a: {scalar}\n") == {"a": scalar}


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        *[("true", True), ("null", None), ("~", None), ("", None), ("-3", -3), ("0", 0), ("0.5", 0.5), (".5", 0.5)],
        *[("1.0e3", 1000.0), ("'0.5'", "0.5"), ('"true"', "true")],
    ],
)
def test_plain_scalars_have_the_kind_they_show(tmp_path, scalar, value):
    found = read(tmp_path, f"a: {scalar}\n")["a"]
    assert (found, type(found)) == (value, type(value))


def test_a_byte_order_mark_is_read_over(tmp_path):
    path = tmp_path / "file.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_mapping(path) == {"a": 1}


def test_a_key_that_stands_twice_is_refused_with_its_line(tmp_path):
    message = refusal(tmp_path, "a: 1\nb: 2\na: 3\n")
    assert "file.yaml:3:1: not valid YAML: the key 'a' stands twice" in message


def test_a_nested_key_that_stands_twice_is_refused_with_its_line(tmp_path):
    assert "file.yaml:2:17: not valid YAML: the key 'b' stands twice" in refusal(
        tmp_path, "x: 1\na: {b: 1, c: 2, b: 3}\n"
    )


@pytest.mark.parametrize(
    ("text", "found"), [("- a\n- b\n", "list"), ("", "NoneType"), ("hello\n", "str"), ("3\n", "int")]
)
def test_a_file_that_is_not_one_mapping_is_refused(tmp_path, text, found):
    message = refusal(tmp_path, text)
    assert message.endswith(f"file.yaml: found {found}; allowed: one mapping (key: value lines)")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: [1, 2\nb: 3\n", "file.yaml:2:"),
        ("a:\n\tb: 1\n", "file.yaml:2:1: not valid YAML"),
        ("a: 1\n---\nb: 2\n", "another document"),
        ("a: &x [*x]\n", "recursive"),
        ("a: !!python/object/apply:os.getcwd []\n", "could not determine a constructor"),
    ],
)
def test_text_that_is_not_yaml_is_refused_with_its_place(tmp_path, text, problem):
    message = refusal(tmp_path, text)
    assert "not valid YAML" in message
    assert problem in message


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"absent\.yaml: cannot be read \(No such file or directory\)"):
        read_mapping(tmp_path / "absent.yaml")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(InputError, match=r"cannot be read \(Is a directory\)"):
        read_mapping(tmp_path)


def test_a_file_that_is_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(load_module, "SIZE_LIMIT", 10)
    assert "11 bytes; allowed: at most 10 bytes" in refusal(tmp_path, "a: 1234567\n")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path):
    path = tmp_path / "file.yaml"
    path.write_bytes("title: Sécurité\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"file\.yaml: byte 8 is not UTF-8; save the file as UTF-8"):
        read_mapping(path)


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("policies.dialogue", "policies: {dialogue: yes}"),
        ("policies.dialogue", "policies: {dialogue: 1e0}"),
        ("policies.dialogue", "policies: {dialogue: true}"),
        ("policies.dialogue", "policies: {dialogue: .nan}"),
        ("policies.dialogue", "policies: {dialogue: 1.0e999}"),
        ("horizon.months", "horizon: {months: 012}"),
        ("horizon.months", "horizon: {months: 1_000}"),
        ("horizon.months", "horizon: {months: 6.0}"),
        ("horizon.months", "horizon: {months: true}"),
        ("horizon.start", "horizon: {start: 2013}"),
        ("shocks.17.size", "shocks: [{id: extra, kind: summit, at: 2014-01, size: 010}]"),
    ],
)
def test_a_string_where_a_number_is_wanted_is_refused_at_its_key(tmp_path, key, line):
    path = tmp_path / "story.yaml"
    path.write_text(f"extends: baseline\ntitle: A story\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=rf"story\.yaml: .*{key}.*: Input should be a"):
        load_scenario(path)
