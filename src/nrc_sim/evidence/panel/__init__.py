"""A panel of relationships: what many pairs of states have in common, naive forecasts of them, and simulated panels.

The order inside is `reading`, `settings`, `priors`, `traits`, `statistics`, `volatility`, `facts`, `naive`, `events`,
`simulating`, `judging`, `summaries`, `coordinates`, `ridge`, `adjustment`, `emulator`, `tempering`, `problem`,
`inference`, `likelihood_check`, `coverage`, `posterior`, `learning`, `learned_files`.
"""
