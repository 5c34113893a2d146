"""The compiled engine: the same rules in the same order, for many runs at once, with the same bits.

Nothing heavy is loaded until an engine's function is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nrc_sim.engine.kernel.compiling import is_compiled
    from nrc_sim.engine.kernel.simulation import simulate_block, simulate_histories

__all__ = ["is_compiled", "simulate_block", "simulate_histories"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from nrc_sim.engine.kernel import compiling, simulation

    return getattr(compiling if name == "is_compiled" else simulation, name)
