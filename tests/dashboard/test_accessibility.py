"""Whether everybody can use the page and the report: faults that axe finds."""

import pytest

pytest.importorskip("dash", reason="the extra `dashboard` is not installed")
pytest.importorskip("axe_playwright_python", reason="axe is not installed (extra `browser`): nothing was judged")

from axe_playwright_python.sync_playwright import Axe

import nrc_sim as nrc
from dashboard.browsing import (
    WAIT,
    branch_here,
    choose,
    compare_folders,
    follow,
    press,
    served,
    settle,
    system_browser,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(system_browser() is None, reason="no Chromium is installed: nothing was judged"),
]

FOLDER = "story"
SCHEMES = ("light", "dark")


def faults(page) -> list[str]:
    """What is wrong and matters, one line each, where it stands."""
    judged = Axe().run(page).response
    assert len(judged["passes"]) > 10
    return [
        f"{fault['impact']} {fault['id']}: {node['html'][:200]}"
        for fault in judged["violations"]
        for node in fault["nodes"]
        if fault["impact"] != "minor"
    ]


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    folder = tmp_path_factory.mktemp("here")
    nrc.run(["baseline", "new_arms_race"], runs=64, seed=3, output=folder / FOLDER)
    return folder


@pytest.fixture(scope="module")
def address(here):
    with served(["baseline"], here) as found:
        yield f"{found}?scenario=baseline&baseline=baseline&with=new_arms_race&seed=2013&runs=2000"


def open_everything(page) -> None:
    """Bring the page to where all its parts show something."""
    press(page, "End")
    settle(page, refined=True)
    follow(page)
    branch_here(page, "Policy Dialogue")
    compare_folders(page, FOLDER, "Baseline")
    page.evaluate("for (const part of document.querySelectorAll('details')) { part.open = true; }")
    choose(page, "add-shock", "Summit")
    page.wait_for_selector("[id*='added_summit_1']", timeout=WAIT)
    settle(page)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [1280, *(pytest.param(width, marks=pytest.mark.studies) for width in (390, 1920))])
def test_the_page_has_no_fault_that_matters(browser, address, scheme, width) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    settle(page)
    found = faults(page)
    open_everything(page)
    found += faults(page)
    page.locator("#scenario").click()
    page.wait_for_selector(".dash-dropdown-content", timeout=WAIT)
    found += faults(page)
    context.close()
    assert not found


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_report_has_no_fault_that_matters(browser, here, scheme) -> None:
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto((here / FOLDER / "report.html").as_uri())
    found = faults(page)
    context.close()
    assert not found
