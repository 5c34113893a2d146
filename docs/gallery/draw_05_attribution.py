"""
What makes the difference
=========================

Shapley values of each shock, policy and parameter, with intervals.

.. code-block:: bash

   nrc-sim attribute new_arms_race --baseline baseline --runs 100 --format png --output why
"""

# sphinx_gallery_start_ignore
from gallery_images import draw

shown = draw("draw_05_attribution.py", "why/attribution.png")
# sphinx_gallery_end_ignore
