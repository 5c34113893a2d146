"""What the README says works: its one-line commands, the files it names, the results that the docs promise."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
RESULTS = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")
MOST_WORDS = 900
FENCES = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INSTALL = ["python", "-m", "pip", "install", "-c", "constraints.txt", "-e"]
ENDS_OF_THE_RANGE = ["strategic_partnership", "new_arms_race"]


def commands_with(text: str) -> list[str]:
    """Lines of the bash fences that contain a text."""
    lines = [line for language, body in FENCES.findall(README) if language == "bash" for line in body.splitlines()]
    return [line for line in lines if text in line]


def main_command() -> str:
    (line,) = commands_with("python run_scenarios.py")
    return line


def run_part() -> list[str]:
    """Words of the main command after its installation, with this Python in place of `python`."""
    words = shlex.split(main_command().split("&&")[-1])
    assert words[:2] == ["python", "run_scenarios.py"]
    return [sys.executable, str(ROOT / "run_scenarios.py"), *words[2:]]


def named_files() -> list[str]:
    """Files and folders of the repository that the README names: targets of links, and paths in code marks."""
    links = [target for target in re.findall(r"\]\(([^)#\s]+)", README) if "://" not in target]
    prose = FENCES.sub("", README)
    marked = re.findall(r"`([\w./-]+(?:/|\.(?:py|md|txt|toml|ya?ml)))`", prose)
    return sorted({*links, *marked, "constraints.txt", "run_scenarios.py"} - {"results/"})


def promised_results() -> list[str]:
    """Files in the table under the heading on what `run` writes."""
    section = RESULTS.split("## What `run` writes", 1)[1].split("\n## ", 1)[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row)]


def test_the_main_command_is_one_line_and_installs_exact_versions() -> None:
    install, _ = (shlex.split(part) for part in main_command().split("&&"))
    assert install == [*INSTALL, "."]


def test_the_test_command_is_one_line_and_installs_exact_versions() -> None:
    (line,) = commands_with("python -m pytest")
    install, test = (shlex.split(part) for part in line.split("&&"))
    assert install == [*INSTALL, ".[test]"]
    assert test[:3] == ["python", "-m", "pytest"]


def test_the_readme_is_read_in_a_few_minutes() -> None:
    assert len(README.split()) <= MOST_WORDS


@pytest.mark.parametrize("name", named_files())
def test_a_file_the_readme_names_exists(name: str) -> None:
    assert (ROOT / name).exists()


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_a_page_links_only_to_files_that_exist(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", FENCES.sub("", page.read_text(encoding="utf-8")))
    assert [target for target in targets if "://" not in target and not (page.parent / target).exists()] == []


@pytest.mark.slow
def test_the_main_job_runs_from_any_folder_and_writes_what_the_docs_promise(tmp_path: Path) -> None:
    output = tmp_path / "results"
    command = [*run_part(), *ENDS_OF_THE_RANGE, "--runs", "2", "--output", str(output)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    missing = [name for name in promised_results() if not (output / name).exists()]
    assert promised_results()
    assert not missing


def test_without_the_package_the_main_job_says_how_to_install_it(tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-S", str(ROOT / "run_scenarios.py")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert shlex.join([*INSTALL, "."]) in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_the_story_of_the_readme_is_valid_and_its_run_is_accepted(tmp_path: Path) -> None:
    (story,) = [body for language, body in FENCES.findall(README) if language == "yaml"]
    (tmp_path / "my_story.yaml").write_text(story, encoding="utf-8")
    program = [sys.executable, "-c", "import sys; from nrc_sim.cli import main; sys.exit(main())"]
    for words in (commands_with("validate")[0].split(), [*commands_with("nrc-sim run")[0].split(), "--dry-run"]):
        done = subprocess.run([*program, *words[1:]], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
