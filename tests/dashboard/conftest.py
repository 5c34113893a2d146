import pytest

from dashboard.browsing import browsing
from nrc_sim.cli import main

OBSERVED = [("2013-01", -0.05, 0.1), ("2013-02", -0.4, 0.02), ("2013-03", -0.3, 0.2)]


@pytest.fixture(scope="module")
def browser():
    with browsing() as found:
        yield found


@pytest.fixture(scope="session")
def watched(tmp_path_factory):
    """A folder with a forecast, of few runs and a short past, and what it was told until the month before."""
    folder = tmp_path_factory.mktemp("watched")
    for known in (2, 3):
        pairs = ("india,pakistan", "pakistan,india")
        rows = [
            f"{month},{pair},{one},10,1" for month, *both in OBSERVED for pair, one in zip(pairs, both, strict=True)
        ]
        table = "\n".join(["month,from,to,conduct,events,coverage", *rows[: 2 * known]]) + "\n"
        (folder / "events.csv").write_text(table, encoding="utf-8")
        typed = ["forecast", "cold_peace", "--observed", str(folder / "events.csv"), "--until", OBSERVED[known - 1][0]]
        typed += ["--months", "3", "--runs", "200", "--parameters", "central", "--output", str(folder / "watch")]
        assert main([*typed, "--format", "none", "--quiet"]) == 0
    return folder
