from odoo.tools import SQL

from .models.res_partner_search import INDEX_PREFIX, MAX_BYTES_AT_ONCE
from .tools import classified, knowledge, search_index

# What keeps people from being deleted, those of the demo company among them.
HELD_BY_PEOPLE = (
    "customer_complaint",
    "customer_complaint_problem",
    "customer_access_grant",
)


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
    classified.release(env.cr)
    registry = env.registry
    env.cr.postcommit.add(lambda: _drop_classified(registry))
    _free_shipped_records(env)
    # The names of records that came from profiles and files go with the records.
    names = env["ir.model.data"]
    names.search([("module", "=", "customer_policy_profile")]).unlink()
    parameters = env["ir.config_parameter"]
    parameters.search([("key", "=like", "customer_policy.%")]).unlink()


def _drop_classified(registry):
    """Until everything of ours is gone, searches ask whether anybody is hidden."""
    with registry.cursor() as cr:
        classified.drop(cr)


def _free_shipped_records(env):
    """Take away what people wrote that would keep shipped records from going."""
    # Shipped grades go record by record, and before the rows that hold them.
    for table in (
        "customer_grade_objection",
        "customer_grade_assignment",
        "customer_grade_review_line",
        "customer_point_result",
        "customer_point_entry",
        "customer_violation_evidence",
        "customer_violation_seal",
        "customer_penalty_deduction",
        "customer_penalty",
        "customer_violation",
        "customer_policy_approval",
        "customer_policy_approval_step",
        "customer_policy_request",
        "customer_visit",
        "customer_visit_rule",
        *HELD_BY_PEOPLE,
    ):
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
    # Shipped roles go before what names them.
    for table, column in (
        ("customer_policy_role", "holder_id"),
        ("customer_policy_role", "deputy_id"),
        ("customer_policy", "interpreter_role_id"),
        ("customer_complaint_approval", "role_id"),
        ("customer_complaint_escalation", "role_id"),
    ):
        env.cr.execute(
            SQL(
                "UPDATE %s SET %s = NULL",
                SQL.identifier(table),
                SQL.identifier(column),
            )
        )
    env.invalidate_all(flush=False)
