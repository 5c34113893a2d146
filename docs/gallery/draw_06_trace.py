"""
One run
=======

One run of the ensemble with what happened in it.

.. code-block:: bash

   nrc-sim trace baseline --run 7 --format png --output run_7
"""

# sphinx_gallery_start_ignore
from gallery_images import draw

shown = draw("draw_06_trace.py", "run_7/trace.png")
# sphinx_gallery_end_ignore
