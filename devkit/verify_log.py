#!/usr/bin/env python3
"""Say whether the access log of a database is whole, or from which line on it is not.

Started by ``./dev verify-log``, where ``import odoo`` works. It changes nothing.
"""

import argparse
import logging
import sys

import odoo
from odoo.modules.registry import Registry
from odoo.tools import config


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True)
    arguments = parser.parse_args()
    config.parse_config(["-d", arguments.database, "--no-http"], setup_logging=False)
    logging.disable(logging.WARNING)
    registry = Registry(arguments.database)
    with registry.cursor() as cr:
        env = odoo.api.Environment(cr, odoo.SUPERUSER_ID, {"lang": "en_US"})
        log = env.get("customer.access.log")
        if log is None:
            print(f"{arguments.database} has no access log.", file=sys.stderr)
            return 2
        found = log._verify()
        print(log._verify_text(found))
        cr.rollback()
    return bool(found["broken"])


if __name__ == "__main__":
    sys.exit(main())
