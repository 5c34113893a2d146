"""The rules, offered to compiled code: the very functions that the agents call."""

from __future__ import annotations

import inspect
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from numba.extending import register_jitable

from nrc_sim import rules
from nrc_sim.engine import belonging, randomness


@cache
def register_rules() -> None:
    """Register the functions of rules, of random numbers and of who belongs, for compiled code; done once."""
    modules = [import_module(f"{rules.__name__}.{found.name}") for found in iter_modules(rules.__path__)]
    for module in (*modules, belonging, randomness):
        for _, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__:
                # The function itself stays plain Python, for the agents; compiled callers take their own version of it.
                register_jitable(error_model="numpy", _nrt=False)(function)
