from collections import Counter

import pytest
from fuzzing import fuzz


@pytest.mark.slow
def test_mutated_files_are_refused_cleanly_or_load(tmp_path):
    counts: Counter = fuzz(2_000, 2013, tmp_path)
    assert counts["loaded"] > 200
    assert counts["refused"] > 800
    assert sum(counts.values()) == 2_000
