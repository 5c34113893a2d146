"""Event data: from files of coded events to the monthly conduct of directed dyads, and to a draft of a history.

The order inside is `layouts`, `sources`, `dates`, `detecting`, `states`, `actors`, `weights`, `duplicates`, `placing`,
`leftovers`, `tallies`, `dyads`, `counting`, `drafting`, `writing`.
"""
