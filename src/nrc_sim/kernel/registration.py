"""The rules, offered to compiled code: the very functions that the agents call."""

from __future__ import annotations

import inspect
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from numba.extending import register_jitable

from nrc_sim import randomness, rules

LANES = 128
"""Runs that go through a month side by side; the innermost loops run over them."""


def register_functions(module: ModuleType) -> None:
    """Let compiled code call the functions of a module.

    Parameters
    ----------
    module : its functions take and return numbers and named groups of numbers
    """
    for _, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ == module.__name__:
            register_jitable(error_model="numpy")(function)


for _found in iter_modules(rules.__path__):
    register_functions(import_module(f"{rules.__name__}.{_found.name}"))
register_functions(randomness)
