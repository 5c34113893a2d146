"""Run scenarios from a clone: the same as `nrc-sim run`."""

import sys

INSTALL = "python -m pip install -c constraints.txt -e ."


def run() -> None:
    """Hand the command line on to `nrc-sim run`, or say how to install the package."""
    try:
        from nrc_sim.cli import main
    except ModuleNotFoundError as missing:
        print(f"{missing}; install the package first, in its folder: {INSTALL}", file=sys.stderr)
        sys.exit(2)
    sys.argv.insert(1, "run")
    sys.exit(main())


if __name__ == "__main__":
    run()
