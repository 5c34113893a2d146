"""A panel of relationships: what many pairs of states have in common, naive forecasts of them, and simulated panels.

The order inside is `reading`, `settings`, `priors`, `traits`, `statistics`, `facts`, `naive`, `events`, `simulating`,
`judging`.
"""
