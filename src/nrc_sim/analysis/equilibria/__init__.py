"""Where the model of a scenario rests when nothing comes by chance, and how it returns there.

`settings` says what is held, `monthly_map` goes through months, `starts`, `search` and `stability` find points and look
around them, `leaving` asks whether a regime would stay, `describing` names what was found, `findings` holds it, and
`finding` does all of it for a scenario.
"""

from nrc_sim.analysis.equilibria.finding import find_equilibria
from nrc_sim.analysis.equilibria.findings import Equilibria, Equilibrium, write_equilibria

__all__ = ["Equilibria", "Equilibrium", "find_equilibria", "write_equilibria"]
