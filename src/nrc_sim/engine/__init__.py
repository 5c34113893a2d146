"""A world and a scenario become runs, by a readable engine and by a fast one that gives the same bits.

The order inside is `belonging`, `randomness`, `blocks`, `provenance`, `accepted`, `world`, `model`, `kernel`. Nothing
here counts runs, knows a file of results or draws.
"""
