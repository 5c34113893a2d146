"""The page in a browser: what somebody does with it, by keyboard and by mouse."""

import gc
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

pytest.importorskip("dash", reason="the extra `dashboard` is not installed")
pytest.importorskip("playwright", reason="Playwright is not installed (extra `browser`): no browser test ran")

from dashboard.browsing import (
    WAIT,
    WATCH,
    branch_here,
    choose,
    control,
    follow,
    press,
    served,
    settle,
    system_browser,
)
from nrc_sim.scenario import load_scenario

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(system_browser() is None, reason="no Chromium is installed: no browser test ran"),
]

FAULTY = "extends: baseline\ntitle: Faulty\npolicies: {dialog: 0.5}\n"


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    folder = tmp_path_factory.mktemp("here")
    (folder / "faulty.yaml").write_text(FAULTY, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def address(here):
    with served([str(here / "faulty.yaml"), "baseline"], here) as found:
        yield f"{found}?scenario=baseline&baseline=baseline&seed=2013&runs=2000"


@pytest.fixture
def page(browser, address):
    found = browser.new_page(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    troubles = []
    found.on("pageerror", lambda error: troubles.append(str(error)))
    found.goto(address)
    settle(found)
    yield found
    found.close()
    assert not troubles


def test_a_slider_moves_the_page_and_nothing_stale_is_shown(page) -> None:
    page.evaluate(WATCH)
    for _ in range(4):
        page.locator(control("move", "policies.dialogue")).press("ArrowRight")
    press(page, "ArrowRight")
    settle(page)
    assert "against Baseline" in page.inner_text("#headline")
    assert page.inner_text(control("readout", "policies.dialogue")) == "0.25"
    settle(page, refined=True)
    assert "2,000 futures of each scenario" in page.inner_text("#status")
    page.wait_for_function(
        "document.getElementById('carried-table').innerText.includes('dialogue 0 to 0.25')", timeout=WAIT
    )
    assert page.evaluate("window.stale") == 0


def test_a_shock_is_switched_off_and_all_comes_back_from_the_address(page, browser) -> None:
    before = page.evaluate("window.nrcPage.number")
    page.locator(f"{control('switch', 'shocks.syria.on')} input").uncheck()
    page.wait_for_function("(before) => window.nrcPage.number > before", arg=before)
    press(page, "End")
    settle(page)
    page.wait_for_function("location.search.includes('syria')", timeout=WAIT)
    headline, url = page.inner_text("#headline"), page.url
    other = browser.new_page()
    other.goto(url)
    settle(other)
    assert other.inner_text("#headline") == headline
    assert other.locator(control("move", "policies.dialogue")).input_value() == "1"
    assert not other.locator(f"{control('switch', 'shocks.syria.on')} input").is_checked()
    other.close()


def test_what_is_set_is_saved_as_a_scenario_that_extends_another(page, tmp_path) -> None:
    press(page, "End")
    settle(page)
    page.click("#take > summary")
    with page.expect_download() as expected:
        page.click("#save")
    saved = tmp_path / "saved.yaml"
    expected.value.save_as(saved)
    assert saved.read_text(encoding="utf-8").startswith("extends: baseline\n")
    assert load_scenario(saved).file.policies.dialogue == 1.0
    command = page.inner_text(control("taken", "command"))
    assert command == "nrc-sim run baseline --set policies.dialogue=1 --runs 2000 --seed 2013"


def test_two_tabs_do_not_mix(page, browser, address) -> None:
    other = browser.new_page()
    other.goto(address)
    settle(other)
    for tab in (page, other):
        tab.evaluate(WATCH)
    press(page, "End")
    # Both ask while the other waits.
    for _ in range(4):
        press(other, "ArrowRight")
        press(page, "ArrowLeft")
    shown = []
    for tab, level in ((page, "0.8"), (other, "0.2")):
        settle(tab, refined=True)
        tab.wait_for_function("location.search.includes('dialogue')", timeout=WAIT)
        assert f"policies.dialogue={level}" in unquote(tab.url)
        assert f"policies.dialogue={level} " in tab.text_content(control("taken", "command"))
        assert tab.evaluate("window.stale") == 0
        shown.append((tab.inner_text("#headline"), tab.inner_text("#outcomes")))
    assert shown[0] != shown[1]
    assert page.evaluate("window.nrcPage.tab") != other.evaluate("window.nrcPage.tab")
    # What each shows is what its address gives to a tab that was never beside another.
    alone = browser.new_page()
    for tab, told in zip((page, other), shown, strict=True):
        alone.goto(tab.url)
        settle(alone, refined=True)
        assert (alone.inner_text("#headline"), alone.inner_text("#outcomes")) == told
    alone.close()
    other.close()


def test_a_shock_is_added_and_dated(page) -> None:
    choose(page, "add-shock", "Summit")
    slider = page.locator(control("move", "shocks.added_summit_1.at"))
    slider.wait_for(timeout=WAIT)
    press(page, "ArrowRight", path="shocks.added_summit_1.at")
    settle(page)
    assert "added_summit_1={kind: summit, at: 2013-02" in unquote(page.url.replace("+", " "))
    assert slider.get_attribute("aria-valuetext") == "2013-02"


def test_a_run_is_followed_and_branched(page) -> None:
    follow(page)
    for _ in range(3):
        page.click("#month-on")
    page.wait_for_function("document.getElementById('month-readout').innerText === '2013-04'", timeout=WAIT)
    page.click("#month-play")
    page.wait_for_function("document.getElementById('month-readout').innerText === '2013-06'", timeout=WAIT)
    page.click("#month-play")
    page.wait_for_function("document.getElementById('month-play').innerText === 'Play'", timeout=WAIT)
    at = page.inner_text("#month-readout")
    branch_here(page, "Policy Dialogue")
    assert f"With policies.dialogue=1 from {at} on" in page.inner_text("#run-words")
    assert "Changed" in page.inner_text("#month-events")


def test_an_error_in_a_file_is_told_and_mended(page, here) -> None:
    file = here / "faulty.yaml"
    page.goto(f"{page.url.split('?')[0]}?scenario={file}&baseline=baseline&runs=2000")
    page.wait_for_selector("#error:not([hidden])", timeout=WAIT)
    told = page.inner_text("#error")
    assert "faulty.yaml:3:12" in told
    assert "did you mean 'dialogue'" in told
    assert page.get_attribute("#pictures", "aria-busy") == "true"
    file.write_text(FAULTY.replace("dialog:", "dialogue:"), encoding="utf-8")
    page.reload()
    settle(page)
    assert not page.is_visible("#error")
    file.write_text(FAULTY, encoding="utf-8")


def test_a_file_that_is_broken_while_its_page_is_open_shows_nothing_stale(page, here) -> None:
    file = here / "faulty.yaml"
    file.write_text(FAULTY.replace("dialog:", "dialogue:"), encoding="utf-8")
    page.goto(f"{page.url.split('?')[0]}?scenario={file}&baseline=baseline&runs=2000")
    settle(page)
    page.evaluate(WATCH)
    for broken in (FAULTY, "extends: [", None):
        if broken is None:
            file.unlink()
        else:
            file.write_text(broken, encoding="utf-8")
        press(page, "ArrowRight")
        told = "did you mean 'dialogue'" if broken == FAULTY else "not valid YAML" if broken else "cannot be read"
        page.wait_for_function("(told) => document.getElementById('error').innerText.includes(told)", arg=told)
        assert page.get_attribute("#pictures", "aria-busy") == "true"
        assert page.inner_text("#headline") == "These settings cannot be run."
    file.write_text(FAULTY.replace("dialog:", "dialogue:"), encoding="utf-8")
    press(page, "ArrowRight")
    settle(page)
    assert not page.is_visible("#error")
    assert page.evaluate("window.stale") == 0
    file.write_text(FAULTY, encoding="utf-8")


def resident_megabytes() -> float:
    """Memory that this process, which serves the page, holds."""
    gc.collect()
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text(encoding="utf-8"))
    return int(found[1]) / 1024


def change_in_a_row(page, changes: int) -> list[tuple[float, int]]:
    """Move a slider to and fro, once all that is kept has been filled; memory and size of the page before and after."""
    # What every place of the slider shows is kept, and what it is refined to for the newest few.
    for number in range(20):
        press(page, "ArrowRight")
        settle(page, refined=number < 8)
    seen = []
    for number in range(-20, changes):
        press(page, "ArrowLeft" if number // 20 % 2 else "ArrowRight")
        if number % 5 == 4:
            settle(page)
        if number in {-1, changes - 1}:
            settle(page, refined=True)
            seen.append((resident_megabytes(), page.evaluate("document.getElementsByTagName('*').length")))
    return seen


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="memory is read from /proc, which is not here")
# A multiple of 40: the slider ends where it stood when memory was measured first.
@pytest.mark.parametrize("changes", [120, pytest.param(400, marks=pytest.mark.studies)])
def test_many_changes_in_a_row_leave_the_memory_flat(page, changes) -> None:
    (before, parts_before), (after, parts_after) = change_in_a_row(page, changes)
    assert after - before < 60
    assert abs(parts_after - parts_before) < 50


WIDE_TABLES = """() => [...document.querySelectorAll("#folder-tables .table")].map((place) => [
  place.scrollWidth > place.clientWidth + 1, place.tabIndex === 0,
  getComputedStyle(place, "::before").content.includes("Scroll sideways"),
])"""


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_a_forecast_is_drawn_and_tables_that_scroll_say_so(browser, watched, width, scheme) -> None:
    with served([], watched) as address:
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.goto(f"{address}?scenario=baseline&baseline=baseline&runs=500")
        choose(page, "folders", "watch")
        page.wait_for_function("document.querySelectorAll('.forecast .main-svg .xtick').length > 6", timeout=WAIT)
        plots = [found.bounding_box() for found in page.locator(".forecast .js-plotly-plot").all()]
        assert len(plots) == 3
        assert "@" not in page.inner_html(".forecast")
        assert page.locator(".forecast .point").count() == 12
        tables = page.evaluate(WIDE_TABLES)
        assert all(wide == reached == told for wide, reached, told in tables)
        assert any(wide for wide, *_ in tables) is (width == 390)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width == 390:
            assert plots[0]["height"] > plots[0]["width"]
        page.close()


@pytest.mark.parametrize("width", [390, 768, 1280, 1920])
def test_the_page_fits_its_window(page, width) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_can_be_used_by_keyboard_alone(page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id"))
    wanted = {"theme", "scenario", "baseline", "beside", "reset", '{"key":"policies.dialogue","type":"move"}'}
    assert wanted <= reached
