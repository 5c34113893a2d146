"""Damage folders of results in random ways, and see what every command that reads them makes of it.

`python tests/study/store/mutate_results.py --mutants 1000` takes about twenty minutes. A mutant is refused, mended by
`--resume`, or gives the same numbers; other numbers and tracebacks are faults.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import random
import shutil
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nrc_sim.cli import main
from nrc_sim.study.store import load_results

QUESTIONS = """questions:
  - {id: frozen, question: Will the council be frozen?, condition: frozen > 0, before: 2013-04}
  - {id: high, question: Will the index be high?, condition: index > 0, before: 2013-06}
"""
COMMON = ("--months", "6", "--format", "none", "--quiet", "--workers", "1")
STUDIES = {
    "kept": ("baseline", "new_arms_race", "--runs", "12", "--seed", "1"),
    "other": ("baseline", "new_arms_race", "--runs", "12", "--seed", "2"),
    "statistics": ("baseline", "--runs", "12", "--seed", "1", "--summary-only"),
    "asked": ("baseline", "--runs", "12", "--seed", "3", "--questions", "questions.yaml"),
    "paths": ("baseline", "--runs", "12", "--seed", "4", "--actor-paths"),
}
SKIPPED = ("report.html",)
"""What no command takes numbers from."""


@dataclass(frozen=True)
class Answer:
    """What a command made of a folder: its exit status, and what it said."""

    status: int
    output: str
    errors: str


def call(*arguments: str) -> Answer:
    """Call a command in this process; an error that it does not tell in words is a traceback."""
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        try:
            status = main(list(arguments))
        except BaseException:
            traceback.print_exc()
            status = 99
    return Answer(status, output.getvalue(), errors.getvalue())


def read_all(folder: Path, *, report: bool = True) -> dict[str, Answer]:
    """Let every command that reads a folder read it; the report, which takes seconds, not always."""
    place = str(folder)
    commands = {
        "compare": ("compare", place, "--baseline", "baseline", "--format", "none", "--json", "--output", "compared"),
        "plot": ("plot", place, "--format", "none", "--quiet"),
        "score": ("score", place, "--happened", "happened.csv", "--json"),
    }
    if report:
        commands["report"] = ("report", place, "--output", "page.html", "--quiet")
    found = {name: call(*words) for name, words in commands.items()}
    shutil.rmtree("compared", ignore_errors=True)
    Path("page.html").unlink(missing_ok=True)
    return found | {"load": load(folder)}


def load(folder: Path) -> Answer:
    """Load a folder as Python does, and tell all its numbers."""
    try:
        results = load_results(folder)
        told = [json.dumps(results.summary(), sort_keys=True)]
        for runs in results:
            told += [name + array.tobytes().hex() for name, array in sorted(runs.tally.arrays.items())]
        if not results.summary_only:
            told += [name + values.to_numpy().tobytes().hex() for name, values in sorted(results.dataset.items())]
    except Exception as error:
        known = type(error).__module__ == "nrc_sim.errors"
        return Answer(2 if known else 99, "", str(error) if known else traceback.format_exc())
    return Answer(0, "\n".join(told), "")


def flip(path: Path, chance: random.Random, _: Path) -> None:
    """Flip a bit."""
    content = bytearray(path.read_bytes())
    if content:
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)


def cut(path: Path, chance: random.Random, _: Path) -> None:
    """Keep the beginning."""
    path.write_bytes(path.read_bytes()[: chance.randrange(max(1, path.stat().st_size))])


def empty(path: Path, _: random.Random, __: Path) -> None:
    """Keep nothing."""
    path.write_bytes(b"")


def remove(path: Path, _: random.Random, __: Path) -> None:
    """Remove the file."""
    path.unlink()


def swap(path: Path, _: random.Random, other: Path) -> None:
    """Take the file of the same name from another study."""
    if other.is_file():
        shutil.copyfile(other, path)


def replace_tree(path: Path, _: random.Random, other: Path) -> None:
    """Take the whole array, or the whole of the statistics or the ensemble, from another study."""
    if path.parent.name and other.parent.is_dir() and ".zarr" in str(path):
        shutil.rmtree(path.parent)
        shutil.copytree(other.parent, path.parent)


def mix(path: Path, chance: random.Random, _: Path) -> None:
    """Put the content of another file of the folder into its place."""
    if others := [one for one in path.parent.iterdir() if one.is_file() and one != path]:
        shutil.copyfile(chance.choice(others), path)


def write_garbage(path: Path, chance: random.Random, _: Path) -> None:
    """Write what is no text."""
    path.write_bytes(bytes(chance.randrange(128, 256) for _ in range(chance.randrange(1, 200))))


def change_number(path: Path, chance: random.Random, _: Path) -> None:
    """Change a digit, a truth value or a key of a text."""
    text = path.read_bytes()
    places = [place for place, byte in enumerate(text) if 48 <= byte <= 57]
    if b"false" in text and chance.random() < 0.3:
        path.write_bytes(text.replace(b"false", b"true", 1))
    elif places:
        place = chance.choice(places)
        digit = b"0123456789".replace(text[place : place + 1], b"")[chance.randrange(9)]
        path.write_bytes(text[:place] + bytes([digit]) + text[place + 1 :])


def add_chunk(path: Path, chance: random.Random, _: Path) -> None:
    """Leave a chunk that was never written, or write over one that was."""
    added = path.with_name(f"{chance.randrange(9)}.{chance.randrange(9)}.0")
    added.write_bytes(path.read_bytes())


MUTATIONS: tuple[Callable[[Path, random.Random, Path], None], ...] = (
    flip,
    flip,
    cut,
    empty,
    remove,
    swap,
    replace_tree,
    mix,
    write_garbage,
    change_number,
    add_chunk,
)


def make_studies(folder: Path) -> None:
    """Write the folders that are damaged."""
    (folder / "questions.yaml").write_text(QUESTIONS, encoding="utf-8")
    (folder / "happened.csv").write_text("id,value\nfrozen,1\nhigh,0\n", encoding="utf-8")
    for name, arguments in STUDIES.items():
        answer = call("run", *arguments, *COMMON, "--output", name)
        assert answer.status == 0, answer.errors


def choose_file(folder: Path, chance: random.Random) -> Path:
    """Choose a file: often the manifest or metadata, which are few among many."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in SKIPPED)
    small = [path for path in files if path.name.startswith(".z") or path.name == "manifest.json"]
    return chance.choice(small if chance.random() < 0.4 else files)


def judge(found: dict[str, Answer], wanted: dict[str, Answer]) -> str:
    """Say what became of a mutant for those who only read it."""
    if any(answer.status == 99 or "Traceback" in answer.errors for answer in found.values()):
        return "traceback"
    wrong = [name for name, answer in found.items() if answer.status == 0 and answer.output != wanted[name].output]
    if wrong:
        return "other numbers"
    return "refused" if any(answer.status for name, answer in found.items() if not wanted[name].status) else "equal"


def judge_resumed(name: str, folder: Path, wanted: dict[str, Answer]) -> str:
    """Say what `--resume` makes of a mutant."""
    answer = call("run", *STUDIES[name], *COMMON, "--output", str(folder), "--resume")
    if answer.status == 99 or "Traceback" in answer.errors:
        print(answer.errors, file=sys.stderr)
        return "traceback"
    if answer.status:
        return "refused"
    again = load(folder)
    return "mended" if again.output == wanted["load"].output else "other numbers"


def mutate(mutants: int, seed: int) -> Iterator[tuple[str, str, str]]:
    """Make mutants in the current folder and yield what was done to each, and what became of it."""
    make_studies(Path())
    wanted = {name: read_all(Path(name)) for name in STUDIES}
    for number in range(mutants):
        chance = random.Random(f"{seed}:{number}")
        name = chance.choice(list(STUDIES))
        other = chance.choice([one for one in STUDIES if one != name])
        copy = Path("mutant")
        shutil.copytree(name, copy)
        path, mutation = choose_file(copy, chance), chance.choice(MUTATIONS)
        mutation(path, chance, Path(other) / path.relative_to(copy))
        read = judge(read_all(copy, report=number % 10 == 0), wanted[name])
        resumed = judge_resumed(name, copy, wanted[name])
        yield f"{number} {name}: {mutation.__name__} {path.relative_to(copy)}", read, resumed
        shutil.rmtree(copy)


def count(mutants: int, seed: int) -> Counter[str]:
    """Make mutants in a folder of their own; count what became of them, and print the faults."""
    found: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for what, read, resumed in mutate(mutants, seed):
            found[f"read: {read}"] += 1
            found[f"resumed: {resumed}"] += 1
            if {read, resumed} & {"other numbers", "traceback"}:
                found["faults"] += 1
                print(f"{what}: read {read}, resumed {resumed}", file=sys.stderr)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutants", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    counted = count(chosen.mutants, chosen.seed)
    print(*(f"{name}: {number}" for name, number in sorted(counted.items())), sep="\n")
    sys.exit(1 if counted["faults"] else 0)
