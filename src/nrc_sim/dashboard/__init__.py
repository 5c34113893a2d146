"""The page on which scenarios are moved by hand and seen at once; needs the extra `dashboard`.

`page_settings` is what a page has set, `controls` and `additions` what can be set, and `worlds_shown` which scenarios
there are. `desk` simulates what a page asks for, `colours` and `pictures` draw it, `tables` writes it, and `answers`
puts all of it together; `class_lines` marks the classes in pictures of the index. `single_run` follows one run,
`folders` opens results, and `forecasts` those that followed observations. `panel` and `layout` are the page, `wiring`
says what follows from what on it, and `serving` serves it. No number is computed here that the rest of the package does
not compute.
"""
