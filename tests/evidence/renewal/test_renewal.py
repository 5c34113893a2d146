"""What is derived is called stale once what it comes from changes, is made again in order, and what moved is told."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from nrc_sim.cli import main
from nrc_sim.errors import InputError, RunError
from nrc_sim.evidence.renewal import LIST, RECORD, DerivedArtefacts, list_moves, load_artefacts
from nrc_sim.evidence.renewal.parts import data_without
from nrc_sim.scenario.faults import Place
from nrc_sim.scenario.nodes import tree_of
from nrc_sim.text.pages import block_of, with_block

ROOT = Path(__file__).parents[3]

LISTED = """
inputs:
  rules: [rules/*.py]
  world: [world.yaml]
proof: prove.py
artefacts:
  page:
    about: a page
    from: [scale, rules]
    makes: ["page.md#number"]
    by: [make_page.py]
  scale:
    about: a scale
    from: [rules, world]
    makes: ["world.yaml#index.slope"]
    by: [make_scale.py]
"""

MAKE_SCALE = """
from pathlib import Path
text = Path("rules/a.py").read_text().split("* ")[1].split()[0]
Path("world.yaml").write_text(f"index:\\n  slope: {float(text) * 3}\\n  weight: 1\\n")
"""

MAKE_PAGE = """
from pathlib import Path
slope = Path("world.yaml").read_text().split("slope: ")[1].split()[0]
Path("page.md").write_text(f"Mine.\\n<!-- number -->\\n| slope | {slope} |\\n<!-- end -->\\n")
"""


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A small checkout with a rule, a world, a scale and a page, from which the program is started."""
    monkeypatch.setattr("nrc_sim.scenario.bundled_folder", lambda: tmp_path / "scenarios")
    (tmp_path / "rules").mkdir()
    files = {
        LIST: LISTED,
        "rules/a.py": '"""Rules."""\n\n\ndef grown(x):\n    """Grow."""\n    return x * 2.0\n',
        "world.yaml": "index:\n  slope: 6.0\n  weight: 1\n",
        "page.md": "Mine.\n<!-- number -->\n| slope | 6.0 |\n<!-- end -->\n",
        "make_scale.py": MAKE_SCALE,
        "make_page.py": MAKE_PAGE,
        "prove.py": "",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    renewal = DerivedArtefacts(tmp_path)
    for name in renewal.order:
        renewal.stamp(name)
    return tmp_path


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def stale(root):
    renewal = DerivedArtefacts(root)
    return [str(found) for name in renewal.order if (found := renewal.stale(name)) is not None]


def test_nothing_is_stale_that_was_made_from_what_is_there(checkout):
    assert stale(checkout) == []
    change(checkout / "rules" / "a.py", '"""Grow."""', '"""Let it grow."""  # a comment')
    (checkout / "page.md").write_text("Other words.\n" + (checkout / "page.md").read_text())
    assert stale(checkout) == []


def test_a_changed_factor_makes_all_stale_that_comes_from_rules(checkout):
    change(checkout / "rules" / "a.py", "2.0", "2.5")
    assert stale(checkout) == ["scale: rules changed", "page: rules changed"]


def test_what_is_made_in_an_input_is_no_input(checkout):
    change(checkout / "world.yaml", "slope: 6.0", "slope: 7.0")
    assert stale(checkout) == ["scale: world.yaml#index.slope is not as it was made", "page: scale changed"]
    change(checkout / "world.yaml", "slope: 7.0", "slope: 6.0")
    change(checkout / "world.yaml", "weight: 1", "weight: 2")
    assert stale(checkout) == ["scale: world changed"]


def test_what_is_stale_is_made_again_in_order_and_what_moved_is_told(checkout, capsys):
    change(checkout / "rules" / "a.py", "2.0", "2.5")
    assert main(["renew"]) == 0
    told = capsys.readouterr().out
    assert told == "world.yaml#index.slope\n  line: 6.0 -> 7.5\npage.md#number\n  slope: 6.0 -> 7.5\n"
    assert main(["renew", "--check"]) == 0
    assert list(json.loads((checkout / RECORD).read_text())) == ["scale", "page"]


def test_a_check_says_what_is_stale_and_makes_nothing(checkout, capsys):
    change(checkout / "rules" / "a.py", "2.0", "2.5")
    before = {path: path.read_bytes() for path in checkout.rglob("*.*")}
    assert main(["renew", "--check"]) == 1
    assert capsys.readouterr().out == "scale: rules changed\npage: rules changed\n"
    assert main(["renew", "--check", "--json", "scale"]) == 1
    assert json.loads(capsys.readouterr().out) == {"stale": {"scale": "scale: rules changed"}}
    assert {path: path.read_bytes() for path in checkout.rglob("*.*")} == before


def test_what_somebody_changed_by_hand_is_not_overwritten_unless_that_is_asked(checkout, capsys):
    change(checkout / "page.md", "| 6.0 |", "| 6.1 |")
    assert main(["renew"]) == 2
    assert "page.md#number was changed since it was made" in capsys.readouterr().err
    assert "| 6.1 |" in (checkout / "page.md").read_text()
    assert main(["renew", "--overwrite"]) == 0
    assert "| 6.0 |" in (checkout / "page.md").read_text()


def test_a_command_that_fails_leaves_its_artefact_stale_and_the_next_call_goes_on(checkout, capfd):
    change(checkout / "rules" / "a.py", "2.0", "2.5")
    (checkout / "make_page.py").write_text("raise SystemExit(3)\n")
    assert main(["renew"]) == 1
    assert "page: `make_page.py` ended with status 3" in capfd.readouterr().err
    assert stale(checkout) == ["page: it was never made from what is recorded"]
    (checkout / "make_page.py").write_text(MAKE_PAGE)
    assert main(["renew"]) == 0
    assert stale(checkout) == []


def test_code_that_moves_no_number_is_accepted_with_a_proof(checkout, capsys):
    change(checkout / "rules" / "a.py", "x * 2.0", "2.0 * x")
    assert main(["renew", "--unchanged"]) == 0
    assert "proof: prove.py" in capsys.readouterr().err
    assert stale(checkout) == []
    (checkout / "prove.py").write_text("raise SystemExit(1)\n")
    change(checkout / "rules" / "a.py", "2.0", "2.5")
    with pytest.raises(RunError, match=r"proof: `prove\.py` ended with status 1"):
        DerivedArtefacts(checkout).prove(lambda _: None)
    assert len(stale(checkout)) == 2


def test_what_a_product_says_of_the_code_it_belongs_to_is_written_anew_after_the_proof_alone(checkout):
    marking = (
        'from pathlib import Path\nPath("mark.txt").write_text(Path("rules/a.py").read_text().split("return ")[1])\n'
    )
    (checkout / "mark.py").write_text(marking)
    change(checkout / LIST, "by: [make_scale.py]", "by: [make_scale.py]\n    marks: [mark.py]")
    change(checkout / "rules" / "a.py", "x * 2.0", "2.0 * x")
    (checkout / "prove.py").write_text("raise SystemExit(1)\n")
    with pytest.raises(RunError, match="proof"):
        DerivedArtefacts(checkout).prove(lambda _: None)
    assert not (checkout / "mark.txt").exists()
    (checkout / "prove.py").write_text("")
    assert DerivedArtefacts(checkout).prove(lambda _: None) == ("scale", "page")
    assert (checkout / "mark.txt").read_text() == "2.0 * x\n"
    assert stale(checkout) == []


def test_every_artefact_that_says_which_rules_it_was_made_with_is_marked():
    file = load_artefacts(ROOT)
    found = [path for path in (ROOT / "scenarios").rglob("*.json") if "rules" in json.loads(path.read_text())]
    keyed = {path.with_suffix(".csv").relative_to(ROOT).as_posix() for path in found if path.name == "candidates.json"}
    assert keyed == {product for made in file.artefacts.values() if made.marks for product in made.makes}


def test_other_data_are_not_accepted_with_a_proof(checkout):
    change(checkout / "world.yaml", "weight: 1", "weight: 2")
    assert DerivedArtefacts(checkout).prove(lambda _: None) == ()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("from: [scale, rules]", "from: [scales, rules]", "there is no input 'scales'"),
        ("from: [rules, world]", "from: [rules, page]", "artefacts are made from each other"),
        ("rules: [rules/*.py]", "rules: [rule/*.py]", "there is no file 'rule/\\*.py'"),
    ],
)
def test_a_faulty_list_is_refused(checkout, old, new, told):
    change(checkout / LIST, old, new)
    with pytest.raises(InputError, match=told):
        stale(checkout)


def test_a_folder_that_is_no_checkout_and_a_record_that_cannot_be_read_are_refused(checkout, tmp_path_factory):
    with pytest.raises(InputError, match="this is no checkout of the sources"):
        DerivedArtefacts(tmp_path_factory.mktemp("elsewhere"))
    (checkout / RECORD).write_text("{")
    with pytest.raises(InputError, match="the record cannot be read"):
        DerivedArtefacts(checkout)
    (checkout / RECORD).unlink()
    renewal = DerivedArtefacts(checkout)
    with pytest.raises(InputError, match=r"there is no artefact 'pages'.*page"):
        renewal.choose(("pages",))


def test_one_factor_in_one_formula_makes_every_artefact_of_the_rules_stale(tmp_path):
    for name in ("src", "scenarios", "docs", "schema", "tests/reproduction"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (LIST, RECORD, "README.md"):
        shutil.copy(ROOT / name, tmp_path)
    assert stale(tmp_path) == []
    change(tmp_path / "src/nrc_sim/rules/conduct.py", "two_sided(trust)", "1.05 * two_sided(trust)")
    renewal = DerivedArtefacts(tmp_path)
    found = {name for name in renewal.order if renewal.stale(name) is not None}
    assert found == {name for name, made in load_artefacts(ROOT).artefacts.items() if "rules" in made.inputs}
    assert found >= {"scale", "sets", "golden", "claims", "validation"}


def test_nothing_that_is_derived_is_stale_here():
    assert stale(ROOT) == [], f"run `{Path(sys.executable).name} -m nrc_sim renew`"


def test_numbers_that_moved_are_told_with_the_words_before_them():
    before = "| crisis | 0.305 | 12 |\n| stagnation | 0.2 |\nold words\n"
    after = "| crisis | 0.310 | 12 |\n| stagnation | 0.2 |\nnew words here\n"
    assert list_moves(before.encode(), after.encode()) == [
        "crisis: 0.305 -> 0.310",
        "1 line with other words, new or gone",
    ]
    assert list_moves(before.encode(), before.encode()) == []
    many = [f"a {number}" for number in range(20)]
    told = list_moves("\n".join(many).encode(), "\n".join(f"{line}5" for line in many).encode(), most=3)
    assert told == ["a: 0 -> 05", "a: 1 -> 15", "a: 2 -> 25", "and 17 more numbers"]


def test_a_line_that_came_between_moves_no_number():
    assert list_moves(b"a 1\nb 2\n", b"a 1\nnew\nb 3\n") == ["b: 2 -> 3", "1 line with other words, new or gone"]


def test_blocks_are_found_by_name_and_replaced():
    page = "x\n<!-- one: written by a program -->\nold\n<!-- end of it -->\ny\n"
    assert block_of(page, "one")["text"] == "old"
    assert with_block(page, "one", r"new \1") == page.replace("old", r"new \1")
    with pytest.raises(InputError, match="the page has no place for 'two'"):
        block_of(page, "two")


def test_values_are_left_out_of_plain_data_by_their_paths():
    data = tree_of({"index": {"slope": 1, "weight": 2}, "title": "x"}, Place("world.yaml"))
    assert data_without(data, ("index.slope",)) == {"index": {"weight": 2}, "title": "x"}
    assert data_without(data, ("index",)) == {"title": "x"}


def test_of_a_picture_only_that_it_differs_is_told():
    assert list_moves(b"\x89PNG 1", b"\x89PNG 2") == ["redrawn, and differs"]
    assert list_moves(b"\x89PNG 1", b"\x89PNG 1") == []
