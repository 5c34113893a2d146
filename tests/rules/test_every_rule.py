import importlib
import inspect
import pkgutil

import pytest
from rule_checks import check_range, for_all
from rule_inputs import RULES
from rule_parameters import GROUPS, LEVEL, WORLD, group

from nrc_sim import rules

MODULES = [importlib.import_module(f"nrc_sim.rules.{item.name}") for item in pkgutil.iter_modules(rules.__path__)]
PUBLIC = [
    function
    for module in MODULES
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if not name.startswith("_") and function.__module__ == module.__name__
]


def test_the_table_holds_every_public_rule():
    assert {rule.__qualname__ for rule in PUBLIC} - {rule.__qualname__ for rule in RULES} == set()
    assert set(RULES) == set(PUBLIC)


def test_parameters_are_drawn_for_every_group_of_the_world_file():
    groups = WORLD.parameters | {"conduct": {**WORLD.parameters["conduct"], "level": LEVEL}}
    assert sorted(map(sorted, GROUPS.values())) == sorted(map(sorted, groups.values()))


@pytest.mark.parametrize("kind", GROUPS, ids=lambda kind: kind.__name__)
def test_a_group_has_the_parameters_of_the_world_file(kind):
    assert set(kind._fields) == set(GROUPS[kind])


@pytest.mark.parametrize("kind", GROUPS, ids=lambda kind: kind.__name__)
def test_a_group_is_drawn_as_the_world_file_allows_it(kind):
    @for_all(group(kind))
    def check(drawn):
        assert all(GROUPS[kind][name].allows(value) for name, value in drawn._asdict().items())

    check()


@pytest.mark.parametrize("rule", PUBLIC, ids=lambda rule: rule.__name__)
def test_a_rule_gives_a_finite_result_in_its_range_for_all_that_it_allows(rule):
    check_range(rule)
