"""
Outcomes
========

Share of runs that end in each class, with its 95% interval and its range between parameter sets.

.. code-block:: bash

   nrc-sim run strategic_partnership baseline new_arms_race --runs 500 --output gallery/outcomes --overwrite
"""

from nrc_sim.cli import main

main("run strategic_partnership baseline new_arms_race --runs 500 --output outcomes --overwrite --quiet".split())
shown = ["outcomes/outcomes.png"]
