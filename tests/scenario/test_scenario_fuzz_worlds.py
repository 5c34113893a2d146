import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "engine" / "kernel"))

from fuzzing_worlds import fuzz_worlds


@pytest.mark.slow
def test_mutated_worlds_are_refused_at_their_line_or_both_engines_agree_on_them(tmp_path):
    counts = fuzz_worlds(60, 2013, tmp_path)
    assert counts["refused"] > 30
    assert counts["accepted and equal"] > 5
    assert sum(counts.values()) == 60
