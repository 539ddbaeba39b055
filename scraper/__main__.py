"""`python -m scraper`."""

import contextlib
import os
import sys

from scraper.cli import main


def _code() -> int:
    """How the command ended, in Python's own meaning of it."""
    try:
        main()
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


if __name__ == "__main__":
    code = _code()
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
        # All files are closed. Python would look through each object that is left, for a tenth of a second and more.
        os._exit(code)
    # What was said reached nobody: Python ends with a code of its own for that.
    sys.exit(code)
