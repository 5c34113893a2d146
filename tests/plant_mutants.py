"""Plant one small fault at a time in what computes and keeps numbers, and see whether the tests notice.

`python tests/plant_mutants.py --mutants 120 --seed 1 --workers 2` works on copies in a temporary folder, prints the
mutants that survive and their share, and exits with 1 if more than a tenth do. Modules and their tests are found by
name, wherever they stand. A mutant is drawn from the syntax tree, the same for the same seed:

- a number is halved, doubled, or moved by one; a truth value is turned;
- a sum becomes a difference, a product a quotient, or either loses one of its terms;
- a minus or a `not` is dropped; a comparison is turned or moved onto its bound; `and` becomes `or`, or loses a part;
- the other branch is taken, or one branch always;
- `min` becomes `max`, `any` becomes `all`, a mean a median; two arguments change places; a step is left out.

Messages, annotations and imports are left alone. A mutant that reads like the original is skipped. One that runs into
the time limit, which follows from the time of the tests without a mutant, counts as noticed.
"""

from __future__ import annotations

import argparse
import compileall
import json
import math
import os
import py_compile
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from syntax_mutants import Site, plant, sites_of

ROOT = Path(__file__).parent.parent
COPIED = ("src", "tests", "scenarios", "schema", "pyproject.toml")

PARTS: dict[str, tuple[str, ...]] = {
    "rules": ("rules",),
    "comparison": ("comparison",),
    "store": ("store",),
    "statistics": ("statistics", "outcomes", "counting"),
}
"""Names of the folders and modules of each part."""

TURNS = ("rules", "comparison", "rules", "store", "rules", "statistics")
"""Parts take turns in this order: half of all mutants are rules."""

TESTS: dict[str, tuple[str, ...]] = {
    "rules": (
        "test_worked_rules.py",
        "test_worked_states.py",
        "test_worked_wiring.py",
        "test_rules_{module}.py",
        "test_every_rule.py",
    ),
    "comparison": ("test_worked_statistics.py", "test_comparison.py", "test_{module}.py"),
    "store": (
        "test_worked_store.py",
        "test_worked_folders.py",
        "test_store_shards.py",
        "test_store_manifest.py",
        "test_store.py",
    ),
    "statistics": ("test_worked_statistics.py", "test_outcomes.py", "test_counting.py", "test_statistics.py"),
}
"""Names of the test files that belong to a part, the quickest first."""

OTHER_TESTS = {
    "council": ("test_rules_actors.py",),
    "loading": ("test_drawn.py",),
    "locking": ("test_locking.py",),
    "exchange": ("test_store_exchange.py",),
    "checking": ("test_store_neighbours.py",),
    "checkpoints": ("test_store_earlier.py",),
    "earlier": ("test_store_earlier.py",),
    "ensemble": ("test_store_earlier.py",),
    "tables": ("test_variables.py",),
}
"""Modules whose tests stand in a file of another name."""

OWN_TESTS = {"counting": ("test_counting.py", "test_worked_statistics.py")}
"""Modules for which fewer tests are enough than for their part."""

UNCOMPILED = {"counting"}
"""Modules whose tests are quicker without a compiler, because a mutant would be compiled anew."""

MOST_SURVIVORS = 0.1
SLACK = 60.0
"""Seconds that a mutant may take beyond five times what the tests take without one."""

LONGEST = 900.0
"""Seconds that the tests may take without one."""


@dataclass(frozen=True)
class Mutant:
    """One small fault in one module, and the tests that ought to notice it."""

    part: str
    module: Path
    site: Site
    tests: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.module}:{self.site.line} {self.site.what}: {self.site.before} -> {self.site.after}"


def modules_of(part: str) -> list[Path]:
    """Find the modules of a part by the names of their folders or files."""
    source = ROOT / "src"
    found = []
    for name in PARTS[part]:
        inside = {path for path in source.rglob("*.py") if name in path.relative_to(source).parts[1:-1]}
        files = inside or set(source.rglob(f"{name}.py"))
        if not files:
            raise SystemExit(f"no module or folder is called {name!r}: enter its new name in PARTS of {__file__}")
        found += sorted(files)
    return [path.relative_to(ROOT) for path in dict.fromkeys(found) if path.name != "__init__.py"]


def tests_of(part: str, module: Path) -> tuple[str, ...]:
    """Find the test files that belong to a module, the quickest first."""
    files: list[Path] = []
    for name in OWN_TESTS.get(module.stem) or (*TESTS[part], *OTHER_TESTS.get(module.stem, ())):
        found = sorted((ROOT / "tests").rglob(name.format(module=module.stem)))
        if not found and "{module}" not in name:
            raise SystemExit(f"no file of tests is called {name!r}: enter its new name in {__file__}")
        files += found
    return tuple(str(path.relative_to(ROOT)) for path in files)


def all_mutants(part: str) -> list[Mutant]:
    """Return every mutant of a part, in the order of its modules and lines."""
    return [
        Mutant(part, module, site, tests_of(part, module))
        for module in modules_of(part)
        for site in sites_of((ROOT / module).read_text(encoding="utf-8"))
    ]


def draw(count: int, seed: int, only: str | None) -> list[Mutant]:
    """Draw mutants, the parts taking turns."""
    parts = [only] if only else list(TURNS)
    shuffled: dict[str, Iterator[Mutant]] = {}
    for part in dict.fromkeys(parts):
        mutants = all_mutants(part)
        random.Random(f"{seed}:{part}").shuffle(mutants)
        shuffled[part] = iter(mutants)
    drawn: list[Mutant] = []
    while len(drawn) < count:
        turn = [mutant for part in parts if (mutant := next(shuffled[part], None))]
        if not turn:
            break
        drawn += turn
    return drawn[:count]


class Copy:
    """A copy of the sources in which mutants are planted and taken out again, and a process that runs its tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        ignored = shutil.ignore_patterns("__pycache__", ".*cache")
        for name in COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=ignored)
            else:
                shutil.copy2(source, folder / name)
        # By content: by time and size, what was compiled of one mutant could pass for another of the same second.
        compileall.compile_dir(folder / "src", quiet=1, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)
        own = {"PYTHONPATH": str(folder / "src"), "NRC_SIM_CACHE": str(folder / "cache")}
        self.process = subprocess.Popen(
            [sys.executable, "tests/loaded_tests.py"],
            cwd=folder,
            env=os.environ | own,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def passes(self, tests: Iterable[str], limit: float, *, uncompiled: bool) -> bool:
        """Run tests on the copy as it is, and say whether all passed within a limit in seconds."""
        arguments = ["-x", "-q", "-p", "no:cacheprovider", "-n", "0", *tests]
        wanted = {"seconds": math.ceil(limit), "arguments": arguments, "uncompiled": uncompiled}
        asked, answered = self.process.stdin, self.process.stdout
        assert asked is not None
        assert answered is not None
        print(json.dumps(wanted), file=asked, flush=True)
        return int(answered.readline()) == 0

    def close(self) -> None:
        """End the process, once it is idle."""
        self.process.communicate()


class Field:
    """Copies of the sources, one for each worker, and the seconds that the tests of each part may take."""

    def __init__(self, folder: Path, workers: int, mutants: Sequence[Mutant]) -> None:
        self.copies = [Copy(folder / str(number)) for number in range(workers)]
        self.free: queue.Queue[Copy] = queue.Queue()
        for copy in self.copies:
            self.free.put(copy)
        self.tests: dict[str, dict[str, None]] = {}
        for mutant in mutants:
            self.tests.setdefault(mutant.part, {}).update(dict.fromkeys(mutant.tests))
        self.limits: dict[str, float] = {}
        self.measuring = threading.Lock()

    def survives(self, mutant: Mutant) -> bool:
        """Plant a mutant in a free copy and run its tests."""
        copy = self.free.get()
        try:
            limit = self.limit_of(mutant.part, copy)
            module = copy.folder / mutant.module
            original = module.read_text(encoding="utf-8")
            module.write_text(plant(original, mutant.site), encoding="utf-8")
            try:
                return copy.passes(mutant.tests, limit, uncompiled=module.stem in UNCOMPILED)
            finally:
                module.write_text(original, encoding="utf-8")
        finally:
            self.free.put(copy)

    def limit_of(self, part: str, copy: Copy) -> float:
        """Return the seconds allowed to the tests of a part, all of which must pass without a mutant."""
        with self.measuring:
            if part not in self.limits:
                start = time.monotonic()
                if not copy.passes(self.tests[part], LONGEST, uncompiled=False):
                    output = (copy.folder / "output.txt").read_text(encoding="utf-8")
                    raise SystemExit(f"the tests fail without a mutant:\n{output[-3000:]}")
                self.limits[part] = SLACK + 5.0 * (time.monotonic() - start)
            return self.limits[part]

    def close(self) -> None:
        """End all processes."""
        for copy in self.copies:
            copy.close()


def report(mutants: list[Mutant], workers: int) -> float:
    """Plant all mutants, print the survivors, and return their share."""
    survivors: list[Mutant] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Field(Path(folder), workers, mutants)) as field,
        ThreadPoolExecutor(workers) as pool,
    ):
        for number, (mutant, survived) in enumerate(zip(mutants, pool.map(field.survives, mutants), strict=True), 1):
            if number % 10 == 0:
                print(f"{number} of {len(mutants)} planted", file=sys.stderr, flush=True)
            if survived:
                survivors.append(mutant)
                print(f"survives: {mutant}", flush=True)
    for part in PARTS:
        drawn = [mutant for mutant in mutants if mutant.part == part]
        if drawn:
            print(f"{part}: {sum(mutant.part == part for mutant in survivors)} of {len(drawn)} survive")
    share = len(survivors) / max(1, len(mutants))
    print(f"all: {len(survivors)} of {len(mutants)} survive ({share:.1%})")
    return share


def main() -> int:
    """Read the options, plant the mutants, and say by the exit status whether too many survive."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutants", type=int, default=120, help="how many to plant")
    parser.add_argument("--seed", type=int, default=1, help="of the draw")
    parser.add_argument("--workers", type=int, default=2, help="copies that are tested at once")
    parser.add_argument("--only", choices=tuple(PARTS), help="plant in one part only")
    chosen = parser.parse_args()
    return int(report(draw(chosen.mutants, chosen.seed, chosen.only), chosen.workers) > MOST_SURVIVORS)


if __name__ == "__main__":
    sys.exit(main())
