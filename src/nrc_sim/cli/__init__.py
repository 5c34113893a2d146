"""The command line."""

from nrc_sim.cli.entry import main

__all__ = ["main"]
