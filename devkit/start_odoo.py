"""Odoo's own command line, from a file: with workers Odoo starts that file again for
the service of its websockets, which ``-m odoo`` is not made for.
"""

from odoo.cli.command import main

if __name__ == "__main__":
    main()
