"""Draw the figure of the README: `python docs/images/draw_outcomes.py`."""

from pathlib import Path

import nrc_sim as nrc
from nrc_sim.figures.drawing import draw_outcomes, save_figure
from nrc_sim.figures.study import make_figure_data
from nrc_sim.scenario import load_defaults, range_slugs

if __name__ == "__main__":
    defaults = load_defaults()
    results = nrc.run(range_slugs(), runs=defaults.runs, seed=defaults.seed, summary_only=True)
    save_figure(draw_outcomes(make_figure_data(results.values())), Path(__file__).parent, "outcomes", ("png",))
