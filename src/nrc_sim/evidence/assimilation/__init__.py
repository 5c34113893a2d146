"""Assimilation: an ensemble that follows what is observed, by sequential Monte Carlo."""
