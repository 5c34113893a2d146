"""The exit status of the command that computes claims."""

import pytest

from nrc_sim.cli import main


@pytest.mark.slow
def test_a_claim_that_fails_is_told_by_the_exit_status_unless_nobody_wants_that():
    failing = ["verify", "--claims", "C55", "--parameters", "central", "--in-sets", "0", "--quiet"]
    assert main(failing) == 1
    assert main([*failing, "--exit-zero"]) == 0
