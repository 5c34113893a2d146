"""What holds for all tests."""

import signal


def pytest_configure():
    """Let the programs that tests start take Ctrl-C, even where a shell has started the tests in the background."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
