import pytest

from dashboard.browsing import browsing


@pytest.fixture(scope="module")
def browser():
    with browsing() as found:
        yield found
