"""Uninstalling leaves a database as if the add-ons had never been there."""

import os
from collections.abc import Iterator

import pytest
from installation import Installation

from devkit import build
from devkit.database import Database
from devkit.environment import prepare

# What a database consists of, as texts that can be compared.
INVENTORY = {
    "columns": """
        SELECT concat_ws(' ', table_name, column_name, data_type)
          FROM information_schema.columns WHERE table_schema = 'public'
    """,
    "relations": """
        SELECT concat_ws(' ', relkind, relname) FROM pg_class
         WHERE relnamespace = 'public'::regnamespace
    """,
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "database constraints": """
        SELECT concat_ws(' ', conrelid::regclass, conname) FROM pg_constraint
         WHERE connamespace = 'public'::regnamespace
    """,
    "functions": """
        SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    """,
    "models": "SELECT model FROM ir_model",
    "fields": "SELECT concat_ws(' ', model, name) FROM ir_model_fields",
    "selections": """
        SELECT concat_ws(' ', field.model, field.name, selection.value)
          FROM ir_model_fields_selection selection
          JOIN ir_model_fields field ON field.id = selection.field_id
    """,
    # Odoo forgets to forget the foreign keys of columns that modules add.
    "constraints": "SELECT name FROM ir_model_constraint WHERE type <> 'f'",
    "relation tables": "SELECT name FROM ir_model_relation",
    # Those that others have of an add-on's models go when the others are updated.
    "external ids": """
        SELECT concat_ws('.', module, name) FROM ir_model_data
         WHERE model NOT IN ('ir.model.inherit', 'ir.model.fields.selection')
    """,
    "access rights": "SELECT name FROM ir_model_access",
    "rules": "SELECT concat_ws(' ', id, name) FROM ir_rule",
    "groups": "SELECT concat_ws(' ', id, name ->> 'en_US') FROM res_groups",
    "privileges": "SELECT name ->> 'en_US' FROM res_groups_privilege",
    "menus": "SELECT concat_ws(' ', id, name ->> 'en_US') FROM ir_ui_menu",
    "actions": "SELECT concat_ws(' ', type, name ->> 'en_US') FROM ir_actions",
    "views": "SELECT concat_ws(' ', id, name, md5(arch_db::text)) FROM ir_ui_view",
    "crons": "SELECT cron_name FROM ir_cron",
    "parameters": "SELECT key FROM ir_config_parameter",
    "defaults": "SELECT concat_ws(' ', field_id, json_value) FROM ir_default",
    "activity types": "SELECT name ->> 'en_US' FROM mail_activity_type",
    "activities": "SELECT concat_ws(' ', res_model, res_id) FROM mail_activity",
    "followers": "SELECT concat_ws(' ', res_model, res_id) FROM mail_followers",
    "message subtypes": "SELECT name ->> 'en_US' FROM mail_message_subtype",
    "messages": """
        SELECT concat_ws(' ', model, res_id) FROM mail_message
         WHERE model <> 'res.partner'
    """,
    "attachments": """
        SELECT concat_ws(' ', res_model, res_field, name) FROM ir_attachment
         WHERE res_model IS NOT NULL
           AND (url IS NULL OR url NOT LIKE '/web/assets/%')
    """,
    "precisions": "SELECT name FROM decimal_precision",
    "sequences": "SELECT code FROM ir_sequence WHERE code IS NOT NULL",
}

# The work of a day, so that there is something to leave behind.
USE = """
from datetime import date
from odoo import Command

scheme = env.ref("customer_policy.scheme_importance")
scheme.write({"approval": "all", "user_id": env.ref("base.user_admin").id})
customers = env["res.partner"].create(
    [{"name": f"Customer {n}", "is_company": True} for n in range(9)]
)
criteria = env["customer.grade.criterion"].create(
    [
        {
            "scheme_id": env.ref("customer_policy.scheme_scale").id,
            "metric": "manual",
            "weight": 100,
            "bracket_ids": [Command.create({"value_from": 0, "points": 60})],
        }
    ]
)
env["customer.grade.entry"].create(
    [
        {"criterion_id": criteria.id, "partner_id": c.id, "points": 5, "note": "Seen"}
        for c in customers
    ]
)
review = env["customer.grade.review"].create({"scheme_id": criteria.scheme_id.id})
review.action_compute()
review._request_approval()
review.action_approve()
review.action_apply()
dialog = env["customer.grade.assign"].create(
    {
        "partner_ids": [Command.set(customers.ids)],
        "scheme_id": scheme.id,
        "grade_id": scheme.grade_ids[0].id,
        "reason": "As agreed",
    }
)
dialog.action_assign()
assert customers.customer_grade_id == scheme.grade_ids[0]
policy = env.ref("customer_policy.policy_customer")
policy.action_new_version()
policy.message_post(body="Read this")
env["ir.default"].set("customer.grade.review", "is_simulation", True)
env["ir.attachment"].create(
    {"name": "notes", "raw": b"x", "res_model": review._name, "res_id": review.id}
)
env["ir.config_parameter"].set_param("customer_policy.review_sync_limit", "10")
env.cr.commit()
"""
CUSTOMERS = "SELECT count(*) FROM res_partner WHERE name LIKE 'Customer %'"


def inventory(installation: Installation) -> dict[str, list[str]]:
    return {title: sorted(installation.lines(sql)) for title, sql in INVENTORY.items()}


@pytest.fixture(scope="module")
def subject() -> Iterator[Installation]:
    environment = prepare()
    database = Database(environment, f"uninstall_{os.getpid()}")
    database.clone_from(build.stock_template(environment), safe=False)
    yield Installation(database)
    database.drop()


@pytest.fixture(scope="module")
def life(subject: Installation) -> tuple[dict, dict]:
    """Inventories before the add-ons came and after they went."""
    before = inventory(subject)
    subject.install()
    subject.run(USE)
    subject.uninstall()
    return before, inventory(subject)


@pytest.mark.parametrize("title", INVENTORY)
def test_nothing_is_left_behind(life, title):
    before, after = life
    assert sorted(set(after[title]) - set(before[title])) == []


@pytest.mark.parametrize("title", INVENTORY)
def test_nothing_of_others_is_taken_along(life, title):
    before, after = life
    assert sorted(set(before[title]) - set(after[title])) == []


def test_the_customers_stay(subject, life):
    assert subject.database.query(CUSTOMERS) == "9"


def test_it_can_be_installed_again(subject, life):
    subject.install()
    shown = "SELECT count(customer_grade_id) FROM res_partner"
    assert subject.database.query(shown) == "0"
    subject.run(USE)
