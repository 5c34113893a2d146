"""How fast the engines are, and how fast this machine could be: `python -m benchmarks` measures and tells."""
