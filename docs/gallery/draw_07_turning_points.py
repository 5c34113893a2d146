"""
Turning points
==============

The medoid run of each class, and how early indicators separate the best class from the worst.

.. code-block:: bash

   nrc-sim turning-points baseline --runs 500 --format png --output turning
"""

# sphinx_gallery_start_ignore
from gallery_images import draw

shown = draw("draw_07_turning_points.py", "turning/early_signs.png")
# sphinx_gallery_end_ignore
