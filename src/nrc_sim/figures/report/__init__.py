"""One self-contained page on a folder of results."""

from nrc_sim.figures.report.document import make_report, write_report

__all__ = ["make_report", "write_report"]
