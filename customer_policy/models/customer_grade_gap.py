import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Several things may be lacking of one grade held: their ids lie side by side.
IDS_PER_ASSIGNMENT = 16


class CustomerGradeGap(models.Model):
    """Something that a customer lacks of what its grade promises."""

    _name = "customer.grade.gap"
    _description = "Unmet Promise of a Grade"
    _auto = False
    _order = "sequence, id"
    _rec_name = "kind"
    _depends = {
        "customer.grade": [
            "default_secrecy_level",
            "requires_account_manager",
            "requires_executive_sponsor",
            "requires_service_team",
            "scheme_id",
            "sequence",
        ],
        "customer.grade.assignment": ["date_to", "grade_id", "partner_id"],
        "customer.grade.scheme": ["active", "company_id"],
        "res.partner": [
            "active",
            "confidentiality_level",
            "executive_sponsor_id",
            "partner_share",
            "service_user_ids",
            "user_id",
        ],
        "res.users": ["active"],
    }

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    scheme_id = fields.Many2one("customer.grade.scheme", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    grade_id = fields.Many2one("customer.grade", readonly=True)
    color = fields.Integer(related="grade_id.color")
    sequence = fields.Integer("Rank", readonly=True, aggregator=None)
    date_from = fields.Date("In the Grade since", readonly=True)
    user_id = fields.Many2one("res.users", "Account Manager", readonly=True)
    kind = fields.Selection(
        [
            ("account_manager", "No account manager"),
            ("service_team", "No service team"),
            ("executive_sponsor", "No executive sponsor"),
            ("secrecy_level", "Secrecy below the grade's"),
        ],
        "Lacks",
        readonly=True,
    )

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for gap in self:
            gap.display_name = labels.get(gap.kind)

    @property
    def _table_query(self):
        places = [kind for kind, _label in self._fields["kind"].selection]
        return SQL(" UNION ALL ").join(
            SQL(
                """
                SELECT held.id::bigint * %(width)s + %(place)s AS id,
                       held.partner_id, held.grade_id, held.date_from,
                       scheme.id AS scheme_id, scheme.company_id,
                       grade.sequence, customer.user_id, %(kind)s AS kind
                  FROM customer_grade_assignment held
                  JOIN customer_grade grade ON grade.id = held.grade_id
                  JOIN customer_grade_scheme scheme
                    ON scheme.id = grade.scheme_id AND scheme.active
                  JOIN res_partner customer
                    ON customer.id = held.partner_id AND customer.active
                 WHERE held.date_to IS NULL AND %(condition)s
                """,
                width=IDS_PER_ASSIGNMENT,
                place=places.index(kind),
                kind=kind,
                condition=condition,
            )
            for kind, condition in self._gap_conditions().items()
        )

    # ---------------------------------------------------------------------- actions

    def action_mend(self):
        """Open the dialog that gives customers what they lack."""
        return self._open_mending(self.partner_id)

    def action_classify(self):
        """Open the dialog of the custodians for customers below their grade's level."""
        below = self.filtered(lambda gap: gap.kind == "secrecy_level")
        if not below:
            raise UserError(
                self.env._("Choose lines that lack secrecy; these lack other things.")
            )
        action = below.partner_id.action_open_classify()
        level = max(below.sudo().grade_id.mapped("default_secrecy_level"))
        action["context"] = {**action["context"], "default_level": level}
        return action

    # --------------------------------------------------------------------- business

    @api.model
    def _open_mending(self, partners):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Give What the Grade Promises"),
            "res_model": "customer.grade.mend",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_ids": partners.ids},
        }

    @api.model
    def _gap_columns(self):
        """:return: kind -> company-dependent column of the customer, for bridges"""
        return {}

    @api.model
    def _column_conditions(self):
        """Customers that have something else than promised, in the current company."""
        columns = self._gap_columns()
        if not columns:
            return {}
        grades = self.env["customer.grade"].sudo().search([("active", "=", True)])
        promises = grades._column_promises()
        company_id = self.env.company.id
        conditions = {}
        for kind, column in columns.items():
            here = [
                (grade_id, json.dumps(value))
                for grade_id, place, value in promises.get(column, ())
                if place == company_id
            ]
            conditions[kind] = SQL(
                "EXISTS (SELECT FROM unnest(%s::int[], %s::text[])"
                " AS promise (grade_id, value) WHERE promise.grade_id = grade.id"
                " AND promise.value::jsonb IS DISTINCT FROM %s)",
                [grade_id for grade_id, _value in here],
                [value for _grade_id, value in here],
                self.env["customer.grade.assignment"]._company_value_sql(
                    column, SQL("%s", company_id)
                ),
            )
        return conditions

    @api.model
    def _gap_conditions(self):
        """:return: kind -> SQL condition on ``grade`` and ``customer``

        A bridge adds its kinds, and the fields they read to ``_depends``.
        """
        return self._column_conditions() | {
            "account_manager": SQL(
                "grade.requires_account_manager AND NOT EXISTS (SELECT FROM res_users u"
                " WHERE u.id = customer.user_id AND u.active)"
            ),
            "service_team": SQL(
                "grade.requires_service_team AND NOT EXISTS (SELECT"
                " FROM res_partner_service_user_rel team"
                " JOIN res_users u ON u.id = team.user_id AND u.active"
                " WHERE team.partner_id = customer.id)"
            ),
            "executive_sponsor": SQL(
                "grade.requires_executive_sponsor AND NOT EXISTS (SELECT"
                " FROM res_users u"
                " WHERE u.id = customer.executive_sponsor_id AND u.active)"
            ),
            "secrecy_level": SQL(
                "grade.default_secrecy_level > customer.confidentiality_level"
                " AND customer.partner_share"
            ),
        }
