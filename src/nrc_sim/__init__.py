"""Simulate how the relationship between an outside power and an alliance may develop, month by month.

Every public name is loaded when it is first asked for, so that importing the package is fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from nrc_sim.version import __version__

if TYPE_CHECKING:
    from nrc_sim.analysis.comparison import compare
    from nrc_sim.api import run
    from nrc_sim.engine.model import RelationshipModel
    from nrc_sim.errors import InputError, NrcSimError, RunError
    from nrc_sim.evidence.assimilation.forecast import forecast
    from nrc_sim.evidence.backtest.backtesting import backtest
    from nrc_sim.scenario import Scenario, bundled_slugs, load_scenario
    from nrc_sim.study.experiments import run_experiments
    from nrc_sim.study.results import Results
    from nrc_sim.study.store import load_results

__all__ = [
    "InputError",
    "NrcSimError",
    "RelationshipModel",
    "Results",
    "RunError",
    "Scenario",
    "__version__",
    "backtest",
    "bundled_slugs",
    "compare",
    "forecast",
    "load_results",
    "load_scenario",
    "run",
    "run_experiments",
]

_HOMES = {
    "InputError": "errors",
    "NrcSimError": "errors",
    "RelationshipModel": "engine.model",
    "Results": "study.results",
    "RunError": "errors",
    "Scenario": "scenario",
    "backtest": "evidence.backtest.backtesting",
    "bundled_slugs": "scenario",
    "compare": "analysis.comparison",
    "forecast": "evidence.assimilation.forecast",
    "load_results": "study.store",
    "load_scenario": "scenario",
    "run": "api",
    "run_experiments": "study.experiments",
}


def __getattr__(name: str) -> Any:
    """Import a public name from its module when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
