"""The checks of `.ci/run` one by one, each in an environment of its own, and the long ones that it has no time for.

`nox` runs what is checked before every change; `nox -s long` what is checked before a release.
"""

import nox

_CHECKS = ["tests", "slow", "lint", "types", "layers", "job", "wheel", "newer"]
nox.options.sessions = [*_CHECKS, "cluster", "dashboard", "docs"]
nox.options.error_on_missing_interpreters = False

CONSTRAINED = ("-c", "constraints.txt")


def install(session: nox.Session) -> None:
    """Install the package and what its tests need, with the exact versions."""
    session.install(*CONSTRAINED, "-e", ".[test]")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the test suite."""
    install(session)
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session
def slow(session: nox.Session) -> None:
    """Run the statistical checks that take long."""
    install(session)
    session.run("python", "-m", "pytest", "-m", "slow", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Look for faults of style and for unformatted code."""
    install(session)
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types."""
    install(session)
    session.run("mypy", "--strict", "src")


@nox.session
def layers(session: nox.Session) -> None:
    """Check that imports run one way."""
    install(session)
    session.run("python", "-m", "pytest", "-n", "0", "tests/test_layers.py")


@nox.session
def job(session: nox.Session) -> None:
    """Run a small main job."""
    install(session)
    folder = session.create_tmp()
    job = ("run_scenarios.py", "baseline", "new_arms_race", "--runs", "8", "--output", f"{folder}/results", "--json")
    session.run("python", *job)


@nox.session
def wheel(session: nox.Session) -> None:
    """Build the wheel, and use it from another folder."""
    folder = session.create_tmp()
    session.run("python", "-m", "pip", "wheel", ".", "--no-deps", "--wheel-dir", folder)
    session.install(*CONSTRAINED, "nrc-sim", "--find-links", folder, "--no-index", "--no-deps")
    session.install(*CONSTRAINED, "nrc-sim", "--find-links", folder)
    session.chdir(folder)
    session.run("nrc-sim", "list")


@nox.session(python="3.12")
def newer(session: nox.Session) -> None:
    """Run the tests of the Mesa model, and the frozen numbers, on the newer Python with the newer Mesa."""
    install(session)
    session.run(
        "python",
        "-m",
        "pytest",
        "tests/engine/model/test_model.py",
        "tests/engine/model/test_batch_run.py",
        "tests/reproduction",
    )


@nox.session
def cluster(session: nox.Session) -> None:
    """Run the tests of the extra `cluster`; `nox -s cluster -- --kills 100` kills at length instead."""
    session.install(*CONSTRAINED, "-e", ".[test,cluster]")
    if session.posargs:
        session.run("python", "tests/study/cluster/kill_workers.py", *session.posargs)
    else:
        places = ("tests/study/cluster", "tests/study/store/test_shards_elsewhere.py")
        session.run("python", "-m", "pytest", "-n", "0", "-m", "not studies", *places)


@nox.session
def buckets(session: nox.Session) -> None:
    """Write shards to the buckets of a local S3 server."""
    session.install(*CONSTRAINED, "-e", ".[test,cluster]")
    session.install("s3fs==2026.9.0", "moto[server]==5.2.5", "boto3<1.43.118")  # the newest that go together
    session.run("python", "-m", "pytest", "-n", "0", "-rs", "-k", "bucket", "tests/study/cluster/test_addresses.py")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site into docs/build/html with tutorials and notebooks run, and check links and search."""
    session.install(*CONSTRAINED, "-e", ".[docs]")
    session.run("sphinx-build", "-q", "-a", "-W", "--keep-going", "-n", "docs", "docs/build/html")
    session.run("python", "docs/extensions/searching.py", "docs/build/html")


@nox.session
def dashboard(session: nox.Session) -> None:
    """Run the tests of the extra `dashboard`, in a browser where Chromium is installed."""
    session.install(*CONSTRAINED, "-e", ".[test,dashboard,browser]")
    session.run("python", "-m", "pytest", "-n", "0", "-rs", "-m", "not studies", "tests/dashboard")


@nox.session
def mutants(session: nox.Session) -> None:
    """Plant small faults in what computes and keeps numbers, and see whether the tests notice."""
    install(session)
    session.run("python", "tests/plant_mutants.py", *session.posargs)


@nox.session
def long(session: nox.Session) -> None:
    """Kill, damage and mutate at length, and verify what needs studies: about an hour and a half on two processors."""
    session.install(*CONSTRAINED, "-e", ".[test,dashboard,browser]")
    session.run("python", "-m", "pytest", "-rs", "-m", "studies")
    session.run("python", "tests/study/store/kill_and_resume.py", "--kills", "1000", "--ensembles", "40")
    session.run("python", "tests/study/store/mutate_results.py", "--mutants", "1000")
    session.run("python", "tests/scenario/fuzzing.py", "--inputs", "100000")
    session.run("python", "tests/plant_mutants.py", "--mutants", "120")
    folders = {"PYTHONPATH": "src:tests/engine/kernel"}
    session.run("python", "tests/scenario/fuzzing_worlds.py", "--worlds", "20000", env=folders)
