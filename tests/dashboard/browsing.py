"""A browser that looks at the page: the Chromium of the system, driven by Playwright."""

import json
import shutil
import threading
from contextlib import contextmanager

NAMES = ("chromium", "chromium-browser", "google-chrome")
WAIT = 60_000
"""Milliseconds after which something has not come."""

SETTLED = """(refined) => {
  const part = document.getElementById("pictures");
  const shown = part && part.getAttribute("aria-busy") === "false" && part.dataset.shown === part.dataset.wanted
    && part.dataset.wanted === String(window.nrcPage.number);
  return shown && (!refined || part.dataset.refined === "true");
}"""

WATCH = """() => {
  window.stale = 0;
  const part = document.getElementById("pictures");
  new MutationObserver(() => {
    const calm = part.getAttribute("aria-busy") === "false";
    if (calm && part.dataset.shown !== part.dataset.wanted) { window.stale += 1; }
  }).observe(part, { attributes: true });
}"""


def system_browser() -> str | None:
    """Path of the browser of the system, if there is one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def served(named=(), here=None):
    """Serve the page, and give its address."""
    from nrc_sim.dashboard.serving import start_server

    found = start_server(named, here=here)
    thread = threading.Thread(target=found.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found.address
    finally:
        found.server.shutdown()
        thread.join()
        found.server.server_close()


@contextmanager
def browsing():
    """Open the browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=system_browser(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def control(kind: str, key: str) -> str:
    """Selector of a control of the panel."""
    name = json.dumps({"key": key, "type": kind}, separators=(",", ":"))
    return f"[id='{name}']"


def settle(page, *, refined: bool = False) -> None:
    """Wait until what is shown is about what is set."""
    page.wait_for_function(SETTLED, arg=refined, timeout=WAIT)


def press(page, key: str, *, path: str = "policies.dialogue") -> None:
    """Move a slider by a key, and wait until the page has noticed."""
    before = page.evaluate("window.nrcPage.number")
    page.locator(control("move", path)).press(key)
    page.wait_for_function("(before) => window.nrcPage.number > before", arg=before, timeout=WAIT)


def choose(page, name: str, text: str) -> None:
    """Choose from a list; one that the page has just renewed closes again, and is opened once more.

    Nothing is typed: the search renews the list too, and takes away the entry that is about to be pressed.
    """
    from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

    entry = page.locator(".dash-dropdown-content").get_by_text(text).first
    for patience in (WAIT / 6, WAIT / 6, WAIT):
        page.locator(f"#{name}").click()
        try:
            entry.click(timeout=patience)
        except PlaywrightTimeoutError:
            if patience == WAIT:
                raise
            page.keyboard.press("Escape")
        else:
            break
    page.keyboard.press("Escape")


def follow(page) -> None:
    """Follow the run at the place that is chosen."""
    page.click("#follow")
    page.wait_for_selector("#run-part:not([hidden])", timeout=WAIT)


def branch_here(page, change: str) -> None:
    """Branch the run that is followed, in the month that is shown."""
    choose(page, "branch-change", change)
    page.click("#branch")
    page.wait_for_function("document.getElementById('run-words').innerText.includes(' With ')", timeout=WAIT)


def compare_folders(page, folder: str, baseline: str) -> None:
    """Open a folder of results, and compare its scenarios."""
    choose(page, "folders", folder)
    page.wait_for_selector("#folder-tables table", timeout=WAIT)
    choose(page, "folder-baseline", baseline)
    page.wait_for_function("document.getElementById('folder-tables').innerText.includes('Against')", timeout=WAIT)
