"""Mutated worlds: each is refused cleanly, or both engines agree on it bit for bit; nothing else may happen.

Run by hand: `PYTHONPATH=tests/engine/kernel python tests/scenario/fuzzing_worlds.py --worlds 20000`.
"""

import argparse
import copy
import json
import random
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from kernel_checks import assert_engines_agree

from nrc_sim.engine.world import make_job
from nrc_sim.errors import InputError
from nrc_sim.scenario import load_scenario
from nrc_sim.scenario.faults import FaultsError

WORLD = Path(__file__).parents[1] / "corpus" / "good" / "straits.yaml"
RUNS, MONTHS, SECONDS = 2, 6, 5.0
STORY = {
    "title": "A story",
    "world": "mutant",
    "role": "history",
    "horizon": {"start": "1900-10", "months": MONTHS},
    "shocks": [
        {"id": "war", "kind": "toll_war", "hazard": "documented", "size": {"uniform": [0.5, 1.5]}},
        {"id": "lights", "kind": "new_lights", "at": "1900-11"},
        {"id": "talks", "opens": "straits_treaty", "at": "1900-10"},
        {"id": "never", "kind": "never", "hazard": 1.0, "areas": {"lighthouses": 0.1}},
    ],
}
NUMBERS = (
    *(0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 4.0, 8.0, 10.0, 100.0, 1200.0, 1e4, 1e-4, 1e-6, 0.1, -8.0, -10.0, 1e-300, 5e-324),
    *(1e308, -1e308, 1e22, 1e-9, 0, 1, -1, 6, 240, 1200, 2**31, 2**63 - 1),
)
TEXTS = (
    *("", " ", "alliance", "allies", "lead", "outside", "frozen", "none", "talks", "x" * 81, "x" * 5000, "0000-01"),
    *("9999-12", "1900-01", "1901-06", "graustark", "freedonia", "FRE", "straits", "lighthouses", "toll", "tension.x"),
)
Spot = tuple[Any, Any]
"""A mapping or list, and the key or position in it."""


def spots_of(data: Any) -> list[Spot]:
    """All places of values, deepest included."""
    keys = list(data) if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    return [spot for key in keys for spot in ((data, key), *spots_of(data[key]))]


def mutate(data: Any, chance: random.Random) -> None:
    """Change one place: numbers, texts, keys or items of lists; mostly numbers."""
    holder, key = chance.choice(spots_of(data))
    value = holder[key]
    if isinstance(value, float | int) and not isinstance(value, bool):
        holder[key] = chance.choice((*NUMBERS, -value, value * 10, value / 10, value + chance.uniform(-1.0, 1.0)))
    elif isinstance(value, str) and chance.random() < 0.7:
        holder[key] = chance.choice((*TEXTS, value + "x", value[:-1]))
    elif isinstance(value, list) and value and chance.random() < 0.7:
        mutate_list(value, chance)
    elif isinstance(holder, dict):
        mutate_key(holder, key, chance)
    else:
        holder[key] = chance.choice((None, [], {}, True, 0.5, "x"))


def mutate_list(items: list, chance: random.Random) -> None:
    """Drop, double or swap items, or shift a range."""
    here, there = chance.randrange(len(items)), chance.randrange(len(items))
    what = chance.randrange(4)
    if what == 0:
        del items[here]
    elif what == 1:
        items.insert(there, copy.deepcopy(items[here]))
    elif what == 2:
        items[here], items[there] = items[there], items[here]
    else:
        by = chance.choice((-1.0, -0.1, 0.1, 1.0, 10.0))
        items[:] = [item + by if isinstance(item, float | int) else item for item in items]


def mutate_key(holder: dict, key: str, chance: random.Random) -> None:
    """Drop or misspell a key, give it the value of another, or a value of another kind."""
    what = chance.randrange(4)
    if what == 0:
        del holder[key]
    elif what == 1:
        holder[key + "x"] = holder.pop(key)
    elif what == 2:
        holder[key] = copy.deepcopy(holder[chance.choice(list(holder))])
    else:
        holder[key] = chance.choice((None, [], {}, True, 0.5, "x"))


def mutant(base: Any, chance: random.Random) -> str:
    """Write a mutated world; now and then a line appears twice, as a doubled key."""
    data = copy.deepcopy(base)
    for _ in range(chance.choice((1, 1, 1, 1, 2, 3))):
        mutate(data, chance)
    lines = json.dumps(data, indent=1, ensure_ascii=False).splitlines()
    if chance.random() < 0.03:
        lines.insert(place := chance.randrange(1, len(lines) - 1), lines[place])
    return "\n".join(lines)


def outcome(folder: Path, seed: int) -> str:
    """Load the story in the mutated world, and simulate it with both engines."""
    try:
        scenario = load_scenario(folder / "story.yaml")
    except FaultsError as error:
        return "refused" if error.faults and all(fault.what for fault in error.faults) else "refused without a word"
    assert_engines_agree(make_job(scenario, seed), 0, RUNS)
    return "accepted and equal"


def fuzz_worlds(worlds: int, seed: int, folder: Path) -> Counter:
    """Try mutated worlds and count what came of them; anything but a refusal or equal bits is raised."""
    chance = random.Random(seed)
    base = yaml.safe_load(WORLD.read_text(encoding="utf-8")) | {"slug": "mutant"}
    (folder / "story.yaml").write_text(json.dumps(STORY), encoding="utf-8")
    counts: Counter = Counter()
    # The world as it stands has the engine compiled: after it, a world that takes long is a fault.
    (folder / "mutant.yaml").write_text(json.dumps(base), encoding="utf-8")
    assert outcome(folder, seed) == "accepted and equal"
    for number in range(worlds):
        text = mutant(base, chance)
        (folder / "mutant.yaml").write_text(text, encoding="utf-8")
        before = time.process_time()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", RuntimeWarning)
                counts[outcome(folder, number)] += 1
        except InputError as error:
            raise AssertionError(f"world {number}, {seed=}: refused without a place: {error}\n{text}") from error
        except Exception as error:
            (folder.parent / "failed_world.yaml").write_text(text, encoding="utf-8")
            raise AssertionError(f"world {number}, {seed=}: {error!r}") from error
        assert time.process_time() - before < SECONDS, f"world {number}, {seed=} is slow"
    return counts


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        began = time.monotonic()
        found = fuzz_worlds(options.worlds, options.seed, Path(name))
        sys.stdout.write(f"{dict(found)}, {time.monotonic() - began:.0f} s\n")
