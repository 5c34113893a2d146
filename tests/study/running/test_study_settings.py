import numpy as np
import pytest

from nrc_sim.errors import InputError
from nrc_sim.study.running import Settings


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"runs": 0}, "runs is 0; allowed: a whole number from 1 to 2147483647"),
        ({"runs": 2.5}, "runs is 2.5; allowed: a whole number from 1"),
        ({"runs": 2**31}, "runs is 2147483648; allowed: a whole number from 1 to 2147483647"),
        ({"runs": True}, "runs is True; allowed: a whole number from 1"),
        ({"seed": -1}, "seed is -1; allowed: a whole number from 0 to 9223372036854775807"),
        ({"seed": 2**63}, "seed is 9223372036854775808"),
        ({"months": 0}, "months is 0; allowed: a whole number from 1"),
        ({"months": 1201}, "months is 1201; allowed: a whole number from 1 to 1200"),
        ({"months": 10**9}, "months is 1000000000; allowed: a whole number from 1 to 1200"),
        ({"workers": 0}, "workers is 0; allowed: a whole number from 1 to 1024"),
        ({"workers": 10**6}, "workers is 1000000; allowed: a whole number from 1 to 1024"),
        ({"runs": np.bool_(True)}, "runs is np.True_; allowed: a whole number from 1"),
        ({"seed": "7"}, "seed is '7'; allowed: a whole number from 0"),
        ({"block_runs": 0}, "block_runs is 0; allowed: a whole number from 1"),
        ({"engine": "fast"}, "engine is 'fast'; allowed: auto, mesa, compiled"),
        ({"parameters": "all"}, "parameters is 'all'; allowed: ensemble, central"),
        ({"until_error": 0.0}, "until_error is 0.0; allowed: a share above 0 and below 0.5, such as 0.01"),
        ({"until_error": 0.5}, "until_error is 0.5; allowed"),
        ({"until_error": float("nan")}, "until_error is nan; allowed"),
        ({"until_error": "small"}, "until_error is 'small'; allowed"),
        ({"until_error": True}, "until_error is True; allowed"),
        ({"summary_only": True, "actor_paths": True}, "actor_paths keeps every run and summary_only keeps none"),
    ],
)
def test_settings_that_are_not_allowed_are_named(values, message):
    with pytest.raises(InputError, match=message):
        Settings(**{"runs": 1, "seed": 1, **values})


def test_whole_numbers_of_numpy_are_taken_as_plain_ones():
    settings = Settings(np.int64(5), np.uint8(7), months=np.int32(12), workers=np.int16(1))
    assert settings == Settings(5, 7, months=12, workers=1)
    assert {type(value) for value in (settings.runs, settings.seed, settings.months, settings.workers)} == {int}


def test_with_an_error_the_first_runs_are_whole_leaves():
    assert Settings(1500, 1).first_runs == 1500
    assert Settings(1500, 1, until_error=0.01).first_runs == 2000
    assert Settings(1000, 1, until_error=0.01).first_runs == 1000
