from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    """All schemes a customer is classified by, beside the primary one."""

    _inherit = "res.partner"

    classification_ids = fields.Many2many(
        "customer.grade.assignment",
        string="Classifications",
        compute="_compute_classifications",
        groups="customer_policy.group_user",
        help="The grades the customer holds now; a contact has its company's.",
    )
    # Grouped by it a customer stands under each of its grades, as with tags.
    current_grade_ids = fields.Many2many(
        "customer.grade",
        string="Grades of All Schemes",
        compute="_compute_classifications",
        search="_search_current_grade_ids",
        groups="customer_policy.group_user",
    )

    @api.depends("commercial_partner_id.grade_assignment_ids.date_to")
    def _compute_classifications(self):
        held = self.env["customer.grade.assignment"].search(
            [
                *self._held_domain(),
                ("partner_id", "in", self.commercial_partner_id.ids),
            ]
        )
        by_customer = held.grouped("partner_id")
        for partner in self:
            current = by_customer.get(partner.commercial_partner_id, held.browse())
            partner.classification_ids = current.sorted(
                lambda a: (not a.scheme_id.is_primary, a.scheme_id.sequence, a.id)
            )
            partner.current_grade_ids = partner.classification_ids.grade_id

    def _search_current_grade_ids(self, operator, value):
        if operator.startswith("not"):
            return NotImplemented
        held = self._held_domain()
        if operator != "in" or False not in value:
            return self._classified_domain(held & Domain("grade_id", operator, value))
        grades = [grade_id for grade_id in value if grade_id]
        none = ~self._classified_domain(held)
        if not grades:
            return none
        return none | self._classified_domain(held & Domain("grade_id", "in", grades))

    @api.model
    def _held_domain(self):
        return Domain("date_to", "=", False) & Domain("scheme_id.active", "=", True)

    @api.model
    def _classified_domain(self, held):
        query = self.env["customer.grade.assignment"]._search(held)
        return Domain("commercial_partner_id", "in", query.subselect("partner_id"))

    def _read_group_groupby(self, alias, groupby_spec, query):
        """Group by the grades held now, in the one query that groups."""
        if groupby_spec != "current_grade_ids":
            return super()._read_group_groupby(alias, groupby_spec, query)
        self._check_field_access(self._fields[groupby_spec], "read")
        held = self.env["customer.grade.assignment"]._search(self._held_domain())
        held_alias = query.make_alias(alias, groupby_spec)
        query.add_join(
            "LEFT JOIN",
            held_alias,
            held.subselect(
                SQL.identifier(held.table, "partner_id"),
                SQL.identifier(held.table, "grade_id"),
            ),
            SQL(
                "%s = %s",
                self._field_to_sql(alias, "commercial_partner_id", query),
                SQL.identifier(held_alias, "partner_id"),
            ),
        )
        return SQL.identifier(held_alias, "grade_id")

    def _web_read_group_groupby_formatter(self, groupby_spec, values):
        """Grades of several schemes stand side by side: each names its scheme."""
        label = super()._web_read_group_groupby_formatter(groupby_spec, values)
        if groupby_spec != "current_grade_ids":
            return label

        def label_with_scheme(grade):
            value, domain = label(grade)
            if grade:
                value = (grade.id, f"{grade.scheme_id.sudo().name}: {value[1]}")
            return value, domain

        return label_with_scheme
