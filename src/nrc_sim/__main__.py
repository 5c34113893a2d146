"""`python -m nrc_sim`: the same as `nrc-sim`."""

import sys

from nrc_sim.cli import main

if __name__ == "__main__":
    sys.exit(main())
