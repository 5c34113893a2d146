"""The report: valid, self-contained, readable by everybody, and true to its folder."""

import csv
import html
import json
import re
import shutil
from html.parser import HTMLParser
from itertools import pairwise

import html5lib
import pytest

import nrc_sim as nrc
from nrc_sim.cli import main
from nrc_sim.errors import InputError
from nrc_sim.evidence.scorecard import load_scorecard, renew_scorecard
from nrc_sim.figures.report import images, make_report
from nrc_sim.figures.report.attributions import attribution_sections
from nrc_sim.figures.report.closeness import close_section
from nrc_sim.figures.report.sections import (
    QUESTION_COLUMNS,
    comparison_section,
    question_section,
    validity_section,
)
from nrc_sim.figures.report.stories import assumptions, describe_shock, stories
from nrc_sim.figures.style import figure_look
from nrc_sim.scenario import load_scenario
from nrc_sim.scenario.scenario_schema import Shock
from nrc_sim.study.results import Results, gather_runs
from nrc_sim.study.store import read_manifest
from nrc_sim.text.wording import MINUS, percent
from synthetic import (
    drop_runs,
    fail_runs,
    labels_of,
    make_results,
    make_results_of_two_worlds,
    make_runs,
    wandering_block,
)

SLUGS = ["baseline", "no_new_impulse", "missile_defense_compromise"]
EMPTY = {"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("report") / "results"
    with figure_look(formats=["png"]):
        nrc.run(SLUGS, runs=12, seed=3, months=24, output=place)
    return place


@pytest.fixture(scope="module")
def page(folder):
    return (folder / "report.html").read_text(encoding="utf-8")


class Elements(HTMLParser):
    """Start tags with their attributes, in order, and the text that is shown."""

    def __init__(self, text):
        super().__init__()
        self.found, self.texts = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        if not self.found or self.found[-1][0] != "style":
            self.texts.append(data)

    def of(self, *tags):
        return [attributes for tag, attributes in self.found if tag in tags]

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())


def check_html(text):
    html5lib.HTMLParser(strict=True).parse(text)


def test_the_check_of_html_finds_a_fault():
    check_html('<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><p>x</p></body></html>')
    with pytest.raises(html5lib.html5parser.ParseError):
        check_html("<!DOCTYPE html><html><head><title>x</title></head><body><p>x</div></body></html>")


@pytest.mark.slow
def test_the_report_is_valid_html(page):
    check_html(page)
    identifiers = [attributes["id"] for _, attributes in Elements(page).found if "id" in attributes]
    assert len(identifiers) == len(set(identifiers)) > 8


def test_the_report_loads_nothing_from_outside_and_runs_nothing(page):
    elements = Elements(page)
    assert not elements.of("script", "link", "iframe", "object", "embed", "base")
    addresses = [attributes[key] for _, attributes in elements.found for key in ("src", "href") if key in attributes]
    assert addresses
    assert all(address.startswith(("data:image/png;base64,", "#")) for address in addresses)
    assert not re.search(r"https?:|url\(|@import", page)


def test_every_link_leads_somewhere(page):
    elements = Elements(page)
    identifiers = {attributes.get("id") for _, attributes in elements.found}
    targets = {attributes["href"][1:] for attributes in elements.of("a")}
    labels = {attributes["aria-labelledby"] for _, attributes in elements.found if "aria-labelledby" in attributes}
    assert len(targets) >= 6
    assert targets | labels <= identifiers


def test_the_report_can_be_read_by_everybody(page):
    elements = Elements(page)
    assert elements.of("html") == [{"lang": "en"}]
    levels = [int(tag[1]) for tag, _ in elements.found if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(elements.of("caption")) == len(elements.of("table")) >= 6
    assert all(attributes.get("scope") in {"col", "row"} for attributes in elements.of("th"))
    assert all(len(attributes["alt"]) > 20 for attributes in elements.of("img"))


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_text_has_enough_contrast(page):
    colours = set(re.findall(r"(?<![-\w])color: (#[0-9a-f]{6})", page))
    assert len(colours) >= 3
    # The palest ground that text stands on is that of commands.
    assert all((luminance("#f3f3f3") + 0.05) / (luminance(colour) + 0.05) >= 4.5 for colour in colours)


def test_wide_tables_scroll_in_a_box_of_their_own(page):
    elements = Elements(page)
    boxes = [attributes for attributes in elements.of("div") if attributes.get("class") == "wide"]
    assert len(boxes) == len(elements.of("table"))
    assert all(box["tabindex"] == "0" and box["role"] == "region" for box in boxes)
    assert ".wide, .picture { overflow-x: auto" in page


def test_figures_keep_their_size_on_narrow_pages_and_say_that_they_scroll(page):
    elements = Elements(page)
    boxes = [attributes for attributes in elements.of("div") if attributes.get("class") == "picture"]
    assert len(boxes) == len(elements.of("img"))
    assert all(box["tabindex"] == "0" and box["role"] == "region" for box in boxes)
    assert len({box["aria-label"] for box in boxes}) == len(boxes)
    assert page.count("Scroll sideways to see all of the figure.") == len(boxes)


def close_to_each_other():
    """Two scenarios two points apart, the same runs but for that; and one far from both."""
    runs = {"baseline": 0.0, "no_new_impulse": 2.0, "new_arms_race": -60.0}
    return Results({slug: make_runs(slug, runs=40, shift=shift) for slug, shift in runs.items()})


def test_scenarios_that_lie_close_are_told_apart_by_pairs():
    (table,) = close_section(close_to_each_other())
    (row,) = table["rows"]
    assert (row["higher"], row["lower"], row["told"]) == ("No new impulse", "Baseline", "yes")
    assert row["cells"][0]["value"] == "+2.0"
    assert table["classes"] == ["New crisis", "Stagnation", "Pragmatic partnership", "Breakthrough"]
    assert len(row["cells"]) == 1 + len(table["classes"])


def test_the_same_runs_twice_are_not_told_apart():
    twice = Results({slug: make_runs(slug, runs=40) for slug in ("baseline", "no_new_impulse")})
    (table,) = close_section(twice)
    assert [row["told"] for row in table["rows"]] == ["no"]
    assert close_section(drop_runs(twice)) == []


def test_the_page_tells_of_scenarios_that_lie_close(pictured):
    page = make_report(close_to_each_other(), MANIFEST, pictured)
    assert "Scenarios that lie close, the higher minus the lower" in page


def test_a_report_can_be_printed(page):
    assert "@page { size: A4" in page
    assert "@media print" in page


def test_the_report_is_smaller_than_five_megabytes_and_holds_every_figure(folder, page):
    drawn = sorted(path.name for path in folder.glob("*.png"))
    assert len(Elements(page).of("img")) == len(drawn) >= 5
    assert len(page.encode()) < 5_000_000


def test_the_report_tells_what_the_folder_holds(folder, page):
    text = Elements(page).text
    manifest = read_manifest(folder)
    for slug in SLUGS:
        described = manifest["scenarios"][slug]
        assert described["title"] in text
        assert described["digest"] in text
        assert described["hash"] in text
        for share in described["outcomes"].values():
            assert percent(share["share"]) in text
    assert manifest["versions"]["numpy"] in text
    assert load_scenario("missile_defense_compromise").description.split(".")[0] in text


def test_the_same_folder_gives_the_same_page(folder, page, tmp_path, capsys):
    target = tmp_path / "again.html"
    assert main(["report", str(folder), "--output", str(target), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(target)}
    assert target.read_text(encoding="utf-8") == page


@pytest.mark.slow
def test_a_folder_with_its_report_is_replaced_and_pictures_are_drawn_for_it(folder, tmp_path):
    target = shutil.copytree(folder, tmp_path / "out")
    how = ["--runs", "3", "--months", "6", "--format", "pdf", "--style", "print", "--quiet"]
    assert main(["run", "baseline", *how, "--output", str(target)]) == 0
    names = {path.name for path in target.iterdir()}
    assert {"report.html", "trajectories.pdf"} <= names
    assert not any(name.endswith((".png", ".svg")) for name in names)
    page = (target / "report.html").read_text(encoding="utf-8")
    assert page.count("data:image/png;base64,") >= 4


def test_a_report_that_cannot_be_written_is_a_failed_run(folder, tmp_path, capsys):
    assert main(["report", str(folder), "--output", str(tmp_path / "no" / "where.html")]) == 1
    assert "the report could not be written" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("name", ["summary.csv", "manifest.json", "trajectories.svg"])
def test_a_report_replaces_reports_and_no_other_file(folder, tmp_path, capsys, name):
    target = shutil.copytree(folder, tmp_path / "out")
    (target / name).touch()
    content = (folder / name).read_bytes() if (folder / name).exists() else b"<svg>mine</svg>"
    (target / name).write_bytes(content)
    assert main(["report", str(target), "--output", str(target / name)]) == 2
    assert f"{name}: this is not a report of ours; allowed: a new file, or a report of ours" in capsys.readouterr().err
    assert (target / name).read_bytes() == content
    mine = target / "report.html"
    mine.write_text("<!DOCTYPE html><title>Mine</title>", encoding="utf-8")
    assert main(["report", str(target)]) == 2
    assert mine.read_text(encoding="utf-8") == "<!DOCTYPE html><title>Mine</title>"
    elsewhere = tmp_path / "page.html"
    for _ in range(2):
        assert main(["report", str(target), "--output", str(elsewhere), "--quiet"]) == 0
    assert {path.name for path in tmp_path.iterdir()} == {"out", "page.html"}


def test_a_folder_of_something_else_is_refused(tmp_path, capsys):
    assert main(["report", str(tmp_path)]) == 2
    assert "not a folder of results" in capsys.readouterr().err


@pytest.fixture
def pictured(tmp_path):
    """A folder with one small picture, so that none has to be drawn."""
    (tmp_path / "trajectories.png").write_bytes(b"x")
    return tmp_path


MANIFEST = {
    "command": ["/somewhere/nrc-sim", "run", "a b"],
    "finished": "now",
    "versions": {"x": "1"},
    "settings": {"seed": 1},
}


def test_words_of_a_scenario_are_no_markup(pictured):
    runs = make_runs("baseline")
    file = runs.scenario.file.model_copy(update={"title": "<b>Bold</b> & <script>", "description": "a < b"})
    scenario = type(runs.scenario)(file, runs.scenario.world, runs.scenario.path)
    odd = gather_runs(scenario, 1, labels_of("baseline"), [wandering_block()])
    page = make_report(Results({"baseline": odd}), MANIFEST, pictured)
    check_html(page)
    assert "<b>" not in page
    assert "<script" not in page
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; &lt;script&gt;" in page
    assert "nrc-sim run &#39;a b&#39;" in page


def test_the_page_says_which_conditions_its_runs_fulfil(pictured):
    asked = [{"text": "trust > .1", "condition": "trust > .1"}, {"text": "load < .5", "condition": "load < .5"}]
    for given, shown in ((asked, "given=trust &gt; .1; load &lt; .5"), ([], ""), ((), "")):
        manifest = MANIFEST | {"settings": {"seed": 1, "questions": [], "given": given}}
        page = make_report(make_results("baseline"), manifest, pictured)
        check_html(page)
        assert ("given=" in page) == bool(shown)
        assert shown in page


def test_pictures_that_systems_leave_are_not_shown(pictured):
    (pictured / "._trajectories.png").write_bytes(b"not a picture")
    page = make_report(make_results("baseline"), MANIFEST, pictured)
    assert page.count("<img") == 1
    assert "._trajectories" not in page


def test_worlds_with_other_classes_have_tables_of_their_own(pictured):
    results = make_results_of_two_worlds()
    page = make_report(results, MANIFEST, pictured)
    check_html(page)
    tables = [part.partition("</table>")[0] for part in page.split("<table")[1:]]
    first, second = [table for table in tables if "Share of runs in each class of outcome" in table]
    for table, runs, other in ((first, "baseline", "new_arms_race"), (second, "new_arms_race", "baseline")):
        outcomes = results[runs].scenario.world.outcomes
        names = [name.replace("&", "&amp;") for name in outcomes.names]
        assert re.findall(r'class="number">([^<]+)<span class="more">[^<]*</span></th>', table) == [
            *names,
            "Mean index",
        ]
        assert results[runs].scenario.title in table
        assert results[other].scenario.title not in table
        shown = re.findall(r'<td class="number">([^<]+)<span', table)[:-1]
        assert shown == [percent(share.share) for share in results[runs].shares().values()]
    assert "World: Another world, classed by the last 6 months." in " ".join(second.split())


def test_a_page_on_two_worlds_names_both_and_says_of_each_how_far_to_trust_it(pictured):
    results = make_results_of_two_worlds()
    page = make_report(results, MANIFEST, pictured)
    check_html(page)
    first = html.escape(results["baseline"].scenario.world.title)
    assert f"<h1>Where relations can stand: {first}; Another world</h1>" in page
    assert f"<h3>Claims ({first})</h3>" in page
    assert "<p>Another world was not examined against claims" in page
    assert "This world was not examined" not in page


def test_characters_that_steer_what_shows_a_page_are_seen_as_escapes(pictured):
    runs = make_runs("baseline")
    odd = "a\x1b[31mb\u202ec\x9bd"
    file = runs.scenario.file.model_copy(update={"title": odd, "description": odd})
    scenario = type(runs.scenario)(file, runs.scenario.world, runs.scenario.path)
    results = Results({"baseline": gather_runs(scenario, 1, labels_of("baseline"), [wandering_block()])})
    manifest = MANIFEST | {"command": ["nrc-sim", odd], "finished": odd, "versions": {odd: odd}, "settings": {odd: odd}}
    write_questions(pictured, [["baseline", "q", odd, "0.5", "0.4", "0.6"]])
    page = make_report(results, manifest, pictured)
    check_html(page)
    assert not set("\x1b\u202e\x9b") & set(page)
    assert page.count("a\\u001b[31mb\\u202ec\\u009bd") >= 8


def test_summaries_have_a_report_without_a_comparison(pictured):
    results = drop_runs(make_results("baseline", "new_arms_race"))
    page = make_report(results, MANIFEST, pictured)
    check_html(page)
    assert 'id="comparison"' not in page
    assert 'id="outcomes"' in page


def test_failed_runs_are_told(pictured):
    labels = labels_of("baseline")
    failed = gather_runs(load_scenario("baseline"), 1, labels, [fail_runs(wandering_block(runs=2), 0, 1)])
    results = Results({"baseline": failed, "new_arms_race": make_runs("new_arms_race")})
    page = make_report(results, MANIFEST, pictured)
    check_html(page)
    assert "all runs failed" in page
    assert "2 runs of <code>baseline</code> failed" in page


def test_only_runs_that_form_pairs_are_compared():
    same = make_results("baseline", "new_arms_race")
    section = comparison_section(same)
    assert [row["pairs"] for row in section["rows"]] == ["6"]
    assert section["rows"][0]["index"]["value"] == "+10.0"
    other = Results({"baseline": same["baseline"], "new_arms_race": make_runs("new_arms_race", seed=2)})
    assert comparison_section(other) is None
    assert comparison_section(make_results("baseline")) is None


def test_scenarios_of_worlds_with_other_actors_are_not_compared():
    abroad = make_runs("cold_peace")
    assert comparison_section(Results({"baseline": make_runs("baseline"), "cold_peace": abroad})) is None


def write_questions(folder, rows, columns=QUESTION_COLUMNS):
    with (folder / "questions.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([columns, *rows])


def test_answers_to_questions_have_a_section_of_their_own(pictured):
    results = make_results("baseline")
    assert 'id="questions"' not in make_report(results, MANIFEST, pictured)
    write_questions(
        pictured, [["baseline", "q1", "Is it <so>?", 0.25, 0.2, 0.3], ["baseline", "q2", "When frozen?", "", "", ""]]
    )
    page = make_report(results, MANIFEST, pictured)
    check_html(page)
    assert "Is it &lt;so&gt;?" in page
    assert [answer["share"] for answer in question_section(pictured)] == ["25%", "no run"]


def test_a_table_of_answers_that_cannot_be_read_is_refused(tmp_path):
    write_questions(tmp_path, [], QUESTION_COLUMNS[:-1])
    with pytest.raises(InputError, match="there is no column 'high'; allowed: scenario, id, question"):
        question_section(tmp_path)
    write_questions(tmp_path, [["baseline", "q1", "?", "many", 0, 1]])
    with pytest.raises(InputError, match=r"questions\.csv:2: share, low or high of 'q1' is no number"):
        question_section(tmp_path)


@pytest.fixture
def attributed(tmp_path):
    def outcome(label, unit, one, whole):
        contributed = {"mean": one, "low": one - 0.1, "high": one + 0.1}
        whole = {"mean": whole, "low": whole - 0.2, "high": whole + 0.2}
        return {
            "label": label,
            "unit": unit,
            "difference": whole,
            "elements": [{"label": "<b>", "shapley": contributed}],
        }

    outcomes = {"final": outcome("Index", "points", -2.5, -3.0), "crisis": outcome("Crisis", "share", 0.5, 0.25)}
    found = {"scenario": "a", "baseline": "b", "runs": 1200, "method": "exact", "coalitions": 2, "outcomes": outcomes}
    folder = tmp_path / "attribution"
    folder.mkdir()
    (folder / "attribution.json").write_text(json.dumps(found), encoding="utf-8")
    (folder / "attribution.png").write_bytes(bytes(20))
    return folder


def test_an_attribution_has_a_table_and_its_figure(attributed, pictured):
    assert attribution_sections([pictured]) == []
    (section,) = attribution_sections([pictured, attributed])
    assert section["labels"] == ["Index, points", "Crisis, percentage points"]
    values = [[cell["value"] for cell in row["cells"]] for row in section["rows"]]
    assert values == [[f"{MINUS}2.5", "+50.0"], [f"{MINUS}3.0", "+25.0"]]
    page = make_report(make_results("baseline"), MANIFEST, pictured, [attributed])
    check_html(page)
    assert "a minus b: 1,200 runs of each of 2 combinations, exact" in page
    assert "&lt;b&gt;" in page
    assert "Contributions to the difference (attribution.png)" in page


def test_a_file_that_is_no_attribution_is_refused(attributed):
    (attributed / "attribution.json").write_text("{}", encoding="utf-8")
    with pytest.raises(
        InputError, match="this is no attribution: 'outcomes'; allowed: what `nrc-sim attribute` writes"
    ):
        attribution_sections([attributed])


def test_the_report_shows_folders_that_are_named_and_refuses_others(folder, tmp_path, capsys):
    (tmp_path / "else").mkdir()
    page = tmp_path / "page.html"
    assert main(["report", str(folder), "--with", str(tmp_path / "else"), "--output", str(page)]) == 2
    assert "else: not a folder of results; allowed: what compare, attribute" in capsys.readouterr().err
    assert not page.exists()
    assert main(["report", str(folder), "--with", str(folder), "--output", str(page)]) == 0
    assert page.read_text(encoding="utf-8").count("<img ") == 2 * len(list(folder.glob("*.png")))


def test_figures_for_which_there_is_no_room_are_named(tmp_path, monkeypatch):
    for name, size in (("trajectories.png", 300), ("flows.svg", 3000), ("unknown_kind.png", 30)):
        (tmp_path / name).write_bytes(bytes(size))
    (tmp_path / "trajectories.svg").write_bytes(b"")
    monkeypatch.setattr(images, "MOST_BYTES", 2000)
    shown, left_out = images.embed_figures(make_results("baseline"), [tmp_path])
    assert [image.name for image in shown] == ["trajectories.png", "unknown_kind.png"]
    assert shown[1].title == "Unknown kind"
    assert left_out == ["flows.svg"]


def test_chances_that_most_scenarios_have_are_told_once():
    found = stories(make_results("baseline", "missile_defense_failure", "no_new_impulse"))
    assert len(found["shared"]) > 10
    plain, failure, still = found["scenarios"]
    assert plain["beside"]
    assert not plain["without"]
    assert [event.when for event in failure["events"]] == sorted(event.when for event in failure["events"])
    assert len(still["without"]) == len(found["shared"])
    assert not still["beside"]
    assert stories(make_results("baseline"))["shared"] == []


WORLD = load_scenario("baseline").world
LEAD = "the United States"


@pytest.mark.parametrize(
    ("shock", "when", "details"),
    [
        ({"at": "2014-06", "size": 1.5}, "2014-06", "size 1.5"),
        ({"window": ["2014-06", "2014-09"]}, "once between 2014-06 and 2014-09", ""),
        ({"hazard": 0.025, "size": {"uniform": [0.5, 2.0]}}, "by chance, 2.5% a month", "size 0.5\N{EN DASH}2"),
        ({"when": "index < -20 for 3 months"}, "when index < -20 for 3 months", ""),
        ({"at": "2014-06", "size": {"discrete": [[1.0, 1.0], [2.0, 3.0]]}}, "2014-06", "size 1 (25%) and 2 (75%)"),
        ({"at": "2014-06", "from": ["lead"], "to": ["outside"]}, "2014-06", f"by {LEAD} toward {WORLD.outside.name}"),
        (
            {
                "at": "2014-06",
                "acts": [{"from": ["lead", WORLD.outside.id], "to": [WORLD.outside.id, "lead"], "category": "03"}],
            },
            "2014-06",
            f"between {LEAD} and {WORLD.outside.name}",
        ),
        (
            {"at": "2014-06", "from": ["a", "b", "c", "d", "e"], "to": ["lead"]},
            "2014-06",
            f"by a, b, c and others toward {LEAD}",
        ),
        ({"at": "2014-06", "consults": True}, "2014-06", "a consultation before decisions"),
    ],
)
def test_a_shock_in_words(shock, when, details):
    event = describe_shock(Shock.model_validate({"id": "x", "label": "An event", **shock}), WORLD)
    assert event == (when, "An event", details)


def test_documented_chances_and_results_in_words():
    event = describe_shock(Shock.model_validate({"id": "x", "kind": "incident", "hazard": "documented"}), WORLD)
    assert re.fullmatch(r"by chance, [0-9.]+% a month", event.when)
    assert event.what == WORLD.kinds["incident"].label
    talks, regime = WORLD.negotiations[0], WORLD.regimes[0]
    settled = {
        "id": "x",
        "at": "2014-01",
        "settles": {talks.id: "partial"},
        "opens": talks.id,
        "institution": regime.id,
    }
    details = describe_shock(Shock.model_validate(settled), WORLD).details
    assert details == f"{talks.name}: partial; opens {talks.name}; institution: {regime.name}"


@pytest.mark.parametrize(
    ("keys", "when", "details"),
    [
        ({"after": {"shock": "long_talks", "by": 3}}, "3 months after long talks", ""),
        ({"when": "index < 0", "delay": 1, "for": 6}, "when index < 0, 1 month later", "for 6 months"),
        ({"at": "2014-11", "delay": 3}, "2015-02", ""),
        (
            {"hazard": 0.02, "times": 2, "cooldown": 12},
            "by chance, 2% a month",
            "at most 2 times; not again within 12 months",
        ),
    ],
)
def test_when_a_shock_comes_in_words(keys, when, details):
    event = describe_shock(Shock.model_validate({"id": "x", "consults": True, **keys}), WORLD)
    assert event.when == when
    assert event.details == "; ".join(filter(None, (details, "a consultation before decisions")))


def test_policies_that_a_shock_sets_in_words():
    area = WORLD.areas[0]
    shock = {"id": "x", "when": "index < 0", "sets": {"dialogue": 1, "cooperation": 0, "links": {area.id: 0.5}}}
    details = describe_shock(Shock.model_validate(shock), WORLD).details
    standing = "from then on dialogue 100%; from then on practical cooperation 0%"
    assert details == f"{standing}; from then on link of {area.name} to politics 50%"


def test_assumptions_in_words():
    settings = [
        "initial.trust={outside: 0.4}",
        "policies.dialogue=0.5",
        "holds.leaderships=true",
        "holds.portfolio=0.4",
        "parameters.fear.gain=0.1",
    ]
    words = " ".join(assumptions(load_scenario("baseline", settings)))
    assert f"At the start: trust of {WORLD.outside.name} 0.4." in words
    assert "dialogue 50%" in words
    stepped = load_scenario("baseline", ["policies.dialogue=[{from: 2013-01, value: 0.3}, {from: 2015-01, value: 1}]"])
    assert "dialogue 30% from 2013-01, 100% from 2015-01" in " ".join(assumptions(stepped))
    assert "leaderships stay in office" in words
    assert "all practical cooperation stays at 0.4" in words
    assert "fear.gain = 0.1" in words


def test_a_world_that_was_not_examined_says_so():
    section = validity_section("elsewhere")
    assert section == {"claims": None, "prescribed": [], "ahead": []}


def test_what_was_found_is_renewed_in_parts(tmp_path):
    path = tmp_path / "scorecard.json"
    assert load_scorecard("here", path) == {}
    renew_scorecard("here", {"claims": 1, "told": 2}, path)
    renew_scorecard("there", {"claims": 3}, path)
    renew_scorecard("here", {"told": 4}, path)
    assert load_scorecard("here", path) == {"claims": 1, "told": 4}
    assert load_scorecard("there", path) == {"claims": 3}


def test_a_shock_that_follows_another_is_told_with_its_label_and_its_date():
    dated = Shock.model_validate({"id": "long_talks", "label": "Long talks", "at": "2014-06", "consults": True})
    by_chance = Shock.model_validate({"id": "spark", "label": "A spark", "hazard": 0.02, "consults": True})
    follower = {"id": "x", "label": "An answer", "delay": 1, "effects": {"rally": 0.1}}
    first = Shock.model_validate({**follower, "after": {"shock": "long_talks", "by": 3}})
    second = Shock.model_validate({**follower, "after": {"shock": "spark", "by": 3}})
    told = describe_shock(first, WORLD, [dated, first])
    later = "3 months after \N{LEFT DOUBLE QUOTATION MARK}%s\N{RIGHT DOUBLE QUOTATION MARK}, 1 month later"
    assert (told.when, told.details) == ("2014-10", later % "Long talks")
    assert describe_shock(second, WORLD, [by_chance, second]).when == later % "A spark"


@pytest.mark.parametrize(("hazard", "when"), [(1.0, "every month"), (0.995, "by chance, 100% a month")])
def test_a_chance_is_never_told_as_a_power_of_ten(hazard, when):
    shock = Shock.model_validate({"id": "x", "hazard": hazard, "effects": {"rally": 0.1}})
    assert describe_shock(shock, WORLD).when == when
