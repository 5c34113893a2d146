"""
Outcome shares over time
========================

Share of runs by month that would be in each class if they ended then, and trust of each member.

.. code-block:: bash

   nrc-sim run baseline --runs 500 --format png --output ordinary
"""

# sphinx_gallery_start_ignore
from gallery_images import draw

shown = draw("draw_03_flows.py", "ordinary/flows.png", "ordinary/members.png")
# sphinx_gallery_end_ignore
