"""Damaged folders of results: refused, mended, or equal; a short form of the program that makes them."""

import pytest
from mutate_results import count


@pytest.mark.slow
def test_no_mutant_of_a_folder_gives_other_numbers_or_a_traceback(capsys):
    found = count(8, 3)
    assert found["faults"] == 0, capsys.readouterr().err
    assert found["read: refused"] > 3
    assert found["resumed: mended"] > 3
