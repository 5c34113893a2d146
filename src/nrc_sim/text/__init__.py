"""Wording, HTML tables, rows of CSV, and files: how things are written for people and for other programs.

It knows no scenario and no result.
"""
