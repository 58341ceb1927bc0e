"""What stands behind ./dev: Odoo 19, PostgreSQL, Python packages, tests."""
