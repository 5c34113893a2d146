"""
Paired differences
==================

Difference of the index by month under common random numbers, and the classes in which the same run ends.

.. code-block:: bash

   nrc-sim compare missile_defense_failure baseline --baseline baseline --runs 500 --format png --output compared
"""

# sphinx_gallery_start_ignore
from gallery_images import draw

shown = draw("draw_04_differences.py", "compared/differences.png", "compared/transitions.png")
# sphinx_gallery_end_ignore
