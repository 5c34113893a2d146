import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

import nrc_sim


def test_the_public_names_are_few_and_all_there():
    assert len(nrc_sim.__all__) <= 15
    assert all(getattr(nrc_sim, name) is not None for name in nrc_sim.__all__)
    assert set(nrc_sim.__all__) <= set(dir(nrc_sim))


def test_an_unknown_name_is_refused():
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = nrc_sim.nothing


def test_importing_the_package_loads_little():
    """What takes time is what is loaded; a clock would tell of the machine."""
    code = "import sys; before = set(sys.modules); import nrc_sim; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "nrc_sim" in loaded
    assert len(loaded) < 80, loaded
    own = [name for name in loaded if name.startswith("nrc_sim.")]
    assert len(own) <= 5, own
    foreign = {name.partition(".")[0] for name in loaded} - set(sys.stdlib_module_names) - {"nrc_sim"}
    assert not foreign, foreign


@pytest.mark.parametrize("name", ["Results", "Scenario", "RelationshipModel"])
def test_a_public_class_can_be_found_again_by_a_pickle(name):
    assert pickle.loads(pickle.dumps(getattr(nrc_sim, name))) is getattr(nrc_sim, name)


def test_scenarios_results_and_comparisons_come_back_from_a_pickle():
    scenario = nrc_sim.load_scenario("baseline")
    assert pickle.loads(pickle.dumps(scenario)).hash == scenario.hash
    results = nrc_sim.run(["baseline", "new_arms_race"], runs=5, seed=1, months=3)
    back = pickle.loads(pickle.dumps(results))
    assert back.summary() == results.summary()
    assert back.dataset.identical(results.dataset)
    compared = nrc_sim.compare(results, baseline="baseline")
    pairs = pickle.loads(pickle.dumps(compared)).pairs
    assert [pair.describe() for pair in pairs.values()] == [pair.describe() for pair in compared.pairs.values()]


def test_a_model_goes_on_from_a_pickle_as_if_nothing_had_happened():
    model = nrc_sim.RelationshipModel(scenario="baseline", seed=2013, run=7)
    for _ in range(3):
        model.step()
    back = pickle.loads(pickle.dumps(model))
    for _ in range(3):
        model.step()
        back.step()
    collected = [one.datacollector.get_model_vars_dataframe() for one in (model, back)]
    assert collected[0].equals(collected[1])
    assert len(collected[0]) == 6


def test_the_citation_names_this_version():
    citation = (Path(__file__).parent.parent / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {nrc_sim.__version__}\n" in citation


def test_the_changelog_begins_with_this_version_and_its_day():
    changelog = (Path(__file__).parent.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    first = next(line for line in changelog.splitlines() if line.startswith("## "))
    citation = (Path(__file__).parent.parent / "CITATION.cff").read_text(encoding="utf-8")
    (day,) = [line.split(": ")[1] for line in citation.splitlines() if line.startswith("date-released")]
    assert first == f"## {nrc_sim.__version__} ({day})"


def test_the_paper_cites_what_its_list_of_references_holds():
    root = Path(__file__).parent.parent
    text, listed = ((root / name).read_text(encoding="utf-8") for name in ("paper.md", "paper.bib"))
    keys = re.findall(r"^@\w+\{(\w+),$", listed, re.MULTILINE)
    cited = set(re.findall(r"@(\w+)", text.split("---", 2)[2]))
    assert set(keys) == cited
    assert len(keys) == len(set(keys)) >= 15
    assert 800 <= len(text.split("---", 2)[2].split()) <= 1000
