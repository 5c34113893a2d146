"""Draw the picture of the README: outcomes of the range, run as `run_scenarios.py` runs them."""

from pathlib import Path

import nrc_sim as nrc
from nrc_sim.figures.drawing import draw_outcomes, save_figure
from nrc_sim.figures.study import make_figure_data
from nrc_sim.figures.style import figure_look
from nrc_sim.scenario import load_defaults


def main() -> None:
    """Run the scenarios of the range, and draw."""
    defaults = load_defaults()
    results = nrc.run(defaults.range, runs=defaults.runs, seed=defaults.seed, summary_only=True)
    with figure_look("screen", ("png",)):
        save_figure(draw_outcomes(make_figure_data(results)), Path(__file__).parent, "outcomes")


if __name__ == "__main__":
    main()
