"""Findings become figures and reports.

`drawing` alone imports matplotlib, and `style` is how all figures look. A module for each kind of finding says what is
drawn and how it is captioned, and `report` puts figures and tables on one page. No number is computed here.
"""
