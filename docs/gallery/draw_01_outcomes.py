"""
Outcomes
========

Share of runs that end in each class, with its 95% interval and its range between parameter sets.

.. code-block:: bash

   nrc-sim run strategic_partnership baseline new_arms_race --runs 500 --format png --output ends
"""

# sphinx_gallery_start_ignore
from gallery_images import draw

shown = draw("draw_01_outcomes.py", "ends/outcomes.png")
# sphinx_gallery_end_ignore
