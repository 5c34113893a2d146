"""The science: pure functions of numbers, one idea per file.

Every rule is written once and called by every engine. Rules use only + - * /, square roots, comparisons, min, max and
abs, so that results are equal to the last bit on every machine; denominators are never zero within the documented
ranges. Parameters come in named groups.
"""
