"""One run in Mesa's own page: `python -m pip install solara altair`, then `solara run examples/mesa_page.py`."""

from mesa.visualization import SolaraViz, make_plot_component

from nrc_sim import RelationshipModel

parameters = {
    "scenario": {"type": "Select", "value": "baseline", "values": ["baseline", "new_arms_race"], "label": "Scenario"},
    "run": {"type": "SliderInt", "value": 7, "min": 0, "max": 99, "step": 1, "label": "Run"},
    "seed": 2013,
}
page = SolaraViz(
    RelationshipModel(scenario="baseline", run=7, seed=2013),
    [make_plot_component("index"), make_plot_component({"trust_outside": "#0072b2", "trust_alliance": "#d55e00"})],
    model_params=parameters,
    name="nrc_sim: one run, a step is a month",
)
