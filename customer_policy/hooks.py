from odoo.tools import SQL

from .models.res_partner_search import INDEX_PREFIX, MAX_BYTES_AT_ONCE
from .tools import knowledge, search_index


def post_init_hook(env):
    """Make customers quick to find: at once in a small table, else in the background.

    Building without blocking is impossible here: it would wait for the transaction
    of this very installation.
    """
    partners = env["res.partner"]
    env.cr.execute(SQL("SELECT pg_table_size(%s)", partners._table))
    if env.cr.fetchone()[0] <= MAX_BYTES_AT_ONCE:
        search_index.build(env.cr, partners._search_indexes(), INDEX_PREFIX)
    else:
        env.ref("customer_policy.ir_cron_build_search_indexes")._trigger()


def uninstall_hook(env):
    search_index.drop(env.cr, INDEX_PREFIX)
    search_index.drop_function(env.cr)
    knowledge.drop_functions(env.cr)
    # Shipped grades go record by record, and before the rows that hold them.
    for table in (
        "customer_grade_objection",
        "customer_grade_assignment",
        "customer_grade_review_line",
        "customer_point_result",
        "customer_point_entry",
        "customer_violation_evidence",
        "customer_penalty",
        "customer_violation",
    ):
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
    parameters = env["ir.config_parameter"]
    parameters.search([("key", "=like", "customer_policy.%")]).unlink()
