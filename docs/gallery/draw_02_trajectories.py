"""
Fan charts
==========

The index by month: median, middle 50% and 90% of runs. Dated shocks are numbered.

.. code-block:: bash

   nrc-sim run strategic_partnership new_arms_race --runs 500 --format png --output fans
"""

# sphinx_gallery_start_ignore
from gallery_images import draw

shown = draw("draw_02_trajectories.py", "fans/trajectories.png", "fans/comparison.png")
# sphinx_gallery_end_ignore
