"""What the source distribution and the wheel hold, built as an installer builds them."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import nrc_sim

pytest.importorskip("hatchling", reason="hatchling is not installed (extra `test`): no package was built")

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
LEFT_OUT = (".github/", ".pre-commit-config.yaml")
BUILD = "import sys; from hatchling.build import build_{0} as build; build(sys.argv[1])"


def build(kind: str, source: Path, target: Path) -> Path:
    """Build a distribution of a folder, and return its file."""
    target.mkdir()
    subprocess.run([sys.executable, "-c", BUILD.format(kind), str(target)], cwd=source, check=True, timeout=120)
    (found,) = target.iterdir()
    return found


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    return build("sdist", ROOT, tmp_path_factory.mktemp("built") / "sdist")


@pytest.fixture(scope="module")
def unpacked(sdist, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return folder / f"nrc_sim-{nrc_sim.__version__}"


@pytest.fixture(scope="module")
def wheel(unpacked, tmp_path_factory):
    """The wheel that is built from the source distribution alone."""
    return build("wheel", unpacked, tmp_path_factory.mktemp("built") / "wheel")


def files_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_source_distribution_holds_all_that_is_kept(unpacked):
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("this is no clone: what is kept cannot be listed")
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    kept = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    wanted = {name for name in kept if name and not name.startswith(LEFT_OUT) and (ROOT / name).is_file()}
    assert files_below(unpacked) == wanted | {"PKG-INFO"}


@pytest.mark.parametrize(
    "name",
    [
        *("README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff", "SECURITY.md", "paper.md", "paper.bib", "noxfile.py"),
        *("constraints.txt", "tests/test_distribution.py", "docs/index.md", "docs/conf.py", "examples/mesa_page.py"),
        *("scenarios/baseline.yaml", "schema/world.schema.json", "artefacts.json", ".ci/run", "Containerfile"),
    ],
)
def test_the_source_distribution_holds(unpacked, name):
    assert (unpacked / name).is_file()


def test_the_wheel_holds_the_package_and_its_data_and_nothing_else(unpacked, wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
        about = {name for name in names if ".dist-info/" in name}
        assert archive.read("nrc_sim/version.py").decode() == (ROOT / "src/nrc_sim/version.py").read_text("utf-8")
    code = {f"nrc_sim/{name}" for name in files_below(unpacked / "src" / "nrc_sim")}
    data = {f"nrc_sim/scenarios/{name}" for name in files_below(unpacked / "scenarios")}
    assert names - about == code | data
    assert {Path(name).name for name in about} == {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "LICENSE"}
    ends = {Path(name).suffix for name in code}
    assert {".py", ".typed", ".js", ".css", ".j2", ".json", ".yaml"} <= ends


def test_the_wheel_tells_its_version_and_how_it_is_started(wheel):
    with zipfile.ZipFile(wheel) as archive:
        named = {Path(name).name: name for name in archive.namelist()}
        about = archive.read(named["METADATA"]).decode()
        starts = archive.read(named["entry_points.txt"]).decode()
    assert f"\nVersion: {nrc_sim.__version__}\n" in about
    assert "nrc-sim = nrc_sim.cli:main" in starts
    for extra in ("dashboard", "cluster", "docs", "test"):
        assert f"\nProvides-Extra: {extra}\n" in about


def test_an_unpacked_wheel_lists_its_scenarios(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    done = subprocess.run(
        [sys.executable, "-P", "-m", "nrc_sim", "list"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "baseline" in done.stdout
