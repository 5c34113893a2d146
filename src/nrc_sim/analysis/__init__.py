"""What a study means: scenarios compared, differences attributed, sensitivities, turning points, single runs.

The order inside is `anchoring`, `comparison`, `sensitivity`, `attribution`, `turning_points`, `trace`,
`equilibria`. Nothing here knows an observed value; that is for `evidence`.
"""
