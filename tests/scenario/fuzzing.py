"""Mutated bundled files: each is refused cleanly or loads, within time and memory; nothing else may happen.

Run by hand: `python tests/scenario/fuzzing.py --inputs 100000`.
"""

import argparse
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from nrc_sim.errors import InputError
from nrc_sim.scenario import bundled_folder
from nrc_sim.scenario.faults import FaultsError
from nrc_sim.scenario.resolve import load_scenario, load_world

SECONDS = 0.2
MEBIBYTES = 100
PIECES = (
    *(
        "no",
        "012",
        "1e3",
        "null",
        "-1",
        "99",
        "0.5",
        "''",
        '"',
        "'",
        "[",
        "]",
        "{",
        "}",
        "- ",
        ": ",
        "&a ",
        "*a",
        "!!int ",
    ),
    *(
        "#",
        "\t",
        "\n",
        "  ",
        "---\n",
        "<<: ",
        "\u00a0",
        "\u202e",
        "\x00",
        "\ufeff",
        "é",
        "${X}",
        "| ",
        ">-\n",
        "? ",
        "%",
        "@",
    ),
    *(
        "id: ",
        "at: 2014-06",
        "hazard: 0.1",
        "size: {uniform: [1, 2]}",
        "drop: true",
        "extends: baseline\n",
        "shocks:\n",
    ),
    *("from: [outside]", "settles: {missile_defense: talks}", "when: 'index < 0'", "9" * 400, "[" * 100, "x" * 5000),
)


def mutated(text: str, other: str, chance: random.Random) -> bytes:
    """Change a text in a few places: cut, doubled, put in, swapped, spliced with another, or bytes broken."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        here, there = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
        there = min(there, here + chance.choice((1, 3, 20, 200)))
        part = text[here:there]
        text = chance.choice(
            (
                text[:here] + text[there:],
                text[:there] + part + text[there:],
                text[:here] + chance.choice(PIECES) + text[here:],
                text[:here] + chance.choice(PIECES) + text[there:],
                text[:here] + "".join(chance.sample(part, len(part))) + text[there:],
                text[:here] + other[here:there] + text[there:],
                without_a_word(text, chance),
            )
        )
    raw = text.encode("utf-8", "surrogatepass")
    if chance.random() < 0.05 and raw:
        spot = chance.randrange(len(raw))
        raw = raw[:spot] + bytes([chance.randrange(256)]) + raw[spot + 1 :]
    return raw


def without_a_word(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    position = chance.randrange(len(words))
    words[position] = chance.choice(("", "0", "x", words[chance.randrange(len(words))]))
    return " ".join(words)


def fuzz(inputs: int, seed: int, folder: Path) -> Counter:
    """Load mutated files and count what came of them; anything but a value or a refusal is raised."""
    chance = random.Random(seed)
    paths = sorted(bundled_folder().glob("*.yaml"), key=lambda path: path.stat().st_size)
    texts = [path.read_text(encoding="utf-8") for path in paths]
    world = next((bundled_folder() / "worlds").glob("*.yaml")).read_text(encoding="utf-8")
    counts: Counter = Counter()
    load_scenario("baseline")
    start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(inputs):
        # The long files are as rare as they are slow.
        text = world if number % 50 == 0 else texts[-1 - number % 2] if number % 50 == 1 else chance.choice(texts[:-2])
        raw = mutated(text, chance.choice(texts), chance)
        counts[outcome(raw, folder / "story.yaml", number, is_world=text is world)] += 1
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start) / 1024
    assert grown < MEBIBYTES, f"memory grew by {grown:.0f} MiB"
    return counts


def outcome(raw: bytes, path: Path, number: int, *, is_world: bool) -> str:
    path.write_bytes(raw)
    # The machine may be busy: an input is slow if it is slow every time.
    tries = 4
    for _ in range(tries):
        result, spent = timed_outcome(raw, path, number, is_world=is_world)
        if spent < SECONDS:
            return result
    raise AssertionError(f"input {number} took {spent:.2f} s, {tries} times; file: {raw[:2000]!r}")


def timed_outcome(raw: bytes, path: Path, number: int, *, is_world: bool) -> tuple[str, float]:
    before = time.process_time()
    try:
        load_world(path) if is_world else load_scenario(path)
    except FaultsError as error:
        result = "refused" if error.faults and str(error) else "refused without a word"
    except InputError:
        result = "refused otherwise"
    except Exception as error:
        raise AssertionError(f"input {number}: {error!r}; file: {raw!r}") from error
    else:
        result = "loaded"
    return result, time.process_time() - before


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        began = time.monotonic()
        sys.stdout.write(f"{dict(fuzz(options.inputs, options.seed, Path(name)))}, {time.monotonic() - began:.0f} s\n")
