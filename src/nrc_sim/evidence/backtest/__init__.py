"""Keeping score: forecasts from rolling origins, each from the years before it alone, beside naive ones and combined.

The order inside is `runs`, `model`, `combining`, `grading`, `scores`, `backtesting`, `tables`.
"""
