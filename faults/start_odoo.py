"""Odoo's command line as a file: with workers, the server starts this file again."""

import select
import time


def sleep(seconds: float) -> None:
    """As ``time.sleep``, which asks for a moment to wake at.

    libfaketime turns some of these moments into invalid ones.
    """
    select.select([], [], [], seconds)


if __name__ == "__main__":
    time.sleep = sleep
    from odoo.cli.command import main

    main()
