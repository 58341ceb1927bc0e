from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import (
    AccessError,
    ConcurrencyError,
    UserError,
    ValidationError,
)
from odoo.tools import SQL
from odoo.tools.date_utils import end_of, start_of

from ..concurrency import done_anew_if_taken
from ..tools import point_bands

OFFICER = "customer_policy.group_violation_officer"
# What is booked on periods: row by row, and as a total that each booking changes.
BOOKED = "SELECT id, write_date FROM customer_point_entry WHERE period_id = ANY(%s)"
TOTAL_BOOKED = """
    SELECT count(*),
           sum(hashint4extended(id, 0) # timestamp_hash_extended(write_date, 0))
      FROM customer_point_entry WHERE period_id = ANY(%s)
"""


class CustomerPointPeriod(models.Model):
    """A period in which every member of staff starts with the same points."""

    _name = "customer.point.period"
    _description = "Period of Points"
    _inherit = ["customer.policy.protected.mixin"]
    _order = "date_from desc, id desc"

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True)
    date_sheet = fields.Date(
        "Sheet Due",
        compute="_compute_date_sheet",
        store=True,
        readonly=False,
        precompute=True,
        help="The day before pay: the period is closed, and HR and the heads are told.",
    )
    points_start = fields.Float(
        "Points at the Beginning",
        digits=(16, 1),
        required=True,
        default=lambda self: self._scheme().points_start or 100,
    )
    is_marginal = fields.Boolean(
        "Each Point by Its Own Band",
        default=lambda self: not self._scheme() or self._scheme().is_marginal,
        help="Else all lost points cost what one costs in the band that was reached.",
    )
    state = fields.Selection(
        [("open", "Counting"), ("closed", "Concluded")],
        required=True,
        default="open",
        copy=False,
        policy_protected=True,
    )
    date_closed = fields.Datetime(copy=False, policy_protected=True)
    entry_ids = fields.One2many("customer.point.entry", "period_id", "Entries")
    result_ids = fields.One2many(
        "customer.point.result", "period_id", "Sheet of Points"
    )
    result_count = fields.Integer(compute="_compute_result_count")

    _begin_unique = models.UniqueIndex(
        "(company_id, date_from)", "There is a period that begins on this day already."
    )
    _days = models.Constraint(
        "CHECK (date_to >= date_from)", "A period cannot end before it begins."
    )

    @api.constrains("date_from", "date_to", "company_id")
    def _check_overlap(self):
        for period in self:
            other = self.sudo().search_count(
                [
                    ("company_id", "=", period.company_id.id),
                    ("date_from", "<=", period.date_to),
                    ("date_to", ">=", period.date_from),
                    ("id", "!=", period.id),
                ],
                limit=1,
            )
            if other:
                raise ValidationError(
                    self.env._("There is a period with some of these days already.")
                )

    @api.depends("date_to", "company_id")
    def _compute_date_sheet(self):
        for period in self:
            scheme = self.env["customer.point.scheme"]._of(period.company_id)
            due = period.date_to and scheme._day_of_sheet(period.date_to)
            period.date_sheet = due or period.date_sheet

    @api.depends("result_ids")
    def _compute_result_count(self):
        counts = dict(
            self.env["customer.point.result"]._read_group(
                [("period_id", "in", self.ids)], ["period_id"], ["__count"]
            )
        )
        for period in self:
            period.result_count = counts.get(period._origin, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.sudo().entry_ids or self.filtered(lambda p: p.state == "closed"):
            raise UserError(self.env._("A period with entries is kept."))

    # ----------------------------------------------------------------------- actions

    def action_close(self):
        """Settle the period; once more gives the same sheet."""
        self._check_officer()
        self._lock_for_act()
        self.sudo()._check_all_seen()
        for period in self.sudo():
            period._settle()
        self.sudo().write({"state": "closed", "date_closed": fields.Datetime.now()})

    def action_reopen(self):
        """Take up what was forgotten; closing makes the sheet anew."""
        self._check_officer()
        self.sudo().write({"state": "open", "date_closed": False})

    def action_sheet(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "customer.point.result",
            "view_mode": "list,pivot,graph",
            "domain": [("period_id", "=", self.id)],
        }

    def action_export(self):
        """The sheet as XLSX, for HR and the officers."""
        self.ensure_one()
        return self.env["customer.report"]._download("points", point_period_id=self.id)

    # ---------------------------------------------------------------------- business

    def _hold_open(self):
        """Nobody closes them before what is booked here is there to be counted."""
        self.env.cr.execute(
            SQL(
                "SELECT FROM customer_point_period WHERE id = ANY(%s) FOR SHARE",
                self.ids,
            )
        )

    def _check_all_seen(self):
        """What was booked after this transaction began would be left out."""
        if not self.env.registry.ready:
            return  # nobody works while modules are installed
        total, rows = SQL(TOTAL_BOOKED, self.ids), SQL(BOOKED, self.ids)
        self.env.flush_all()
        seen = self.env.execute_query(total)
        with self.env.registry.cursor() as cr:
            cr.execute(total)
            if cr.fetchall() == seen:
                return
            cr.execute(rows)
            booked = set(cr.fetchall())
        if booked and booked - set(self.env.execute_query(rows)):
            raise ConcurrencyError("Booked at this moment")

    def _check_officer(self):
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only violation officers close a period."))

    @api.model
    def _scheme(self, company=None):
        return self.env["customer.point.scheme"]._of(company or self.env.company)

    @api.model
    def _open_on(self, company, day):
        """The open period of a day; the month, where there is none."""
        found = self.search(
            [
                ("company_id", "=", company.id),
                ("date_from", "<=", day),
                ("date_to", ">=", day),
            ],
            limit=1,
        )
        if found.state == "open":
            return found
        if not found:
            begin = start_of(day, "month")
            with done_anew_if_taken(self.env.cr):
                return self.with_company(company).create(
                    {
                        "name": f"{begin:%Y-%m}",
                        "company_id": company.id,
                        "date_from": begin,
                        "date_to": end_of(day, "month"),
                    }
                )
        # This month is settled already: what comes now counts in the next one.
        return self._open_on(company, found.date_to + timedelta(days=1))

    def _bands(self):
        domain = [("company_id", "in", (self.company_id.id, False))]
        bands = self.env["customer.point.band"].search(domain)
        own = bands.filtered("company_id") or bands
        try:
            return point_bands.check(
                point_bands.Band(
                    band.points_from, band.points_to, self._in_currency(band)
                )
                for band in own
            )
        except point_bands.BandError as error:
            raise UserError(
                self.env._(
                    "The bands of points must join each other without a gap or an "
                    "overlap. Correct them, then close the period."
                )
            ) from error

    def _bonuses(self):
        domain = [("company_id", "in", (self.company_id.id, False))]
        bonuses = self.env["customer.point.bonus"].search(domain)
        own = bonuses.filtered("company_id") or bonuses
        return [(bonus.points_from, self._in_currency(bonus)) for bonus in own]

    def _in_currency(self, setting):
        return setting.currency_id._convert(
            setting.amount, self.currency_id, self.company_id, self.date_to
        )

    def _settle(self):
        """One statement for everybody; it comes to what ``point_bands`` says."""
        self.ensure_one()
        bands, bonuses = self._bands(), self._bonuses()
        self.env.flush_all()
        self.env.cr.execute(
            SQL("DELETE FROM customer_point_result WHERE period_id = %s", self.id)
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_point_result
                    (period_id, employee_id, department_id, points, lost, amount,
                     bonus, is_below)
                SELECT %(period)s, person.id, version.department_id, sum.points,
                       GREATEST(%(top)s - sum.points, 0),
                       ROUND(COALESCE(cost.amount, 0)::numeric, %(digits)s),
                       COALESCE(bonus.amount, 0), sum.points < %(floor)s
                  FROM hr_employee person
             LEFT JOIN hr_version version ON version.id = person.current_version_id
             LEFT JOIN (SELECT employee_id, sum(points) AS points
                          FROM customer_point_entry WHERE period_id = %(period)s
                         GROUP BY employee_id) moved ON moved.employee_id = person.id
            CROSS JOIN LATERAL (
                       SELECT ROUND((%(start)s + COALESCE(moved.points, 0))::numeric, 1)
                              AS points) sum
            CROSS JOIN LATERAL (
                       SELECT LEAST(GREATEST(sum.points, %(floor)s), %(top)s) AS points
                       ) kept
            CROSS JOIN LATERAL (%(cost)s) cost
            CROSS JOIN LATERAL (
                       SELECT max(amount) AS amount
                         FROM unnest(%(bonus_from)s::numeric[], %(bonus)s::numeric[])
                              AS bonus (points_from, amount)
                        WHERE sum.points >= bonus.points_from) bonus
                 WHERE person.company_id = %(company)s
                   AND (person.active OR moved.employee_id IS NOT NULL)
                """,
                period=self.id,
                company=self.company_id.id,
                start=self.points_start,
                top=bands[0].upper,
                floor=bands[-1].lower,
                digits=self.currency_id.decimal_places,
                cost=self._cost_sql(bands),
                bonus_from=[least for least, _money in bonuses],
                bonus=[money for _least, money in bonuses],
            )
        )
        self.env.invalidate_all()

    def _cost_sql(self, bands):
        """SELECT of what the points ``kept.points`` cost."""
        rows = SQL(
            "unnest(%s::numeric[], %s::numeric[], %s::numeric[])"
            " AS band (upper, lower, amount)",
            [band.upper for band in bands],
            [band.lower for band in bands],
            [band.amount for band in bands],
        )
        if self.is_marginal:
            return SQL(
                "SELECT sum((band.upper - GREATEST(kept.points, band.lower))"
                " * band.amount) AS amount FROM %s WHERE kept.points < band.upper",
                rows,
            )
        return SQL(
            "SELECT (%s - kept.points) * band.amount AS amount FROM %s"
            " WHERE kept.points >= band.lower ORDER BY band.upper DESC LIMIT 1",
            bands[0].upper,
            rows,
        )
