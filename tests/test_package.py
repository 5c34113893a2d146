import subprocess
import sys
import time
from pathlib import Path

import pytest

import nrc_sim


def test_the_public_names_are_few_and_all_there():
    assert len(nrc_sim.__all__) <= 12
    assert all(getattr(nrc_sim, name) is not None for name in nrc_sim.__all__)
    assert set(nrc_sim.__all__) <= set(dir(nrc_sim))


def test_an_unknown_name_is_refused():
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = nrc_sim.nothing


def test_importing_the_package_is_fast():
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", ""], check=True)
    empty = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import nrc_sim"], check=True)
    assert time.perf_counter() - empty - (empty - start) < 0.3


def test_the_citation_names_this_version():
    citation = (Path(__file__).parent.parent / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {nrc_sim.__version__}\n" in citation
