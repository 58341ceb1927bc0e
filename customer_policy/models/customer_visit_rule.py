from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .customer_complaint import SEVERITIES
from .customer_visit_occasion import KINDS

# Events of the complaint wing. The others are occasions, registered by their kind.
COMPLAINT_EVENTS = [
    ("complaint_answered", "Complaint answered"),
    ("complaint_closed", "Complaint closed"),
]
UNITS = [
    ("day", "Day(s)"),
    ("week", "Week(s)"),
    ("month", "Month(s)"),
    ("year", "Year(s)"),
]
PERFORMERS = [
    ("account_manager", "Account manager"),
    ("service_team", "Service team"),
    ("executive_sponsor", "Executive sponsor"),
    ("role", "A role"),
]


class CustomerVisitRule(models.Model):
    """Which customers get which visit, how often or after what, and by whom."""

    _name = "customer.visit.rule"
    _description = "Visit Rule"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "priority desc, sequence, id"
    _check_company_auto = True

    name = fields.Char(
        required=True,
        translate=True,
        help="What the rule is called in plans and on visits.",
    )
    sequence = fields.Integer(default=10)
    priority = fields.Integer(
        default=10,
        aggregator=None,
        help="Where time is short, the visits of the higher priority come first.",
    )
    visit_type_id = fields.Many2one(
        "customer.visit.type",
        required=True,
        index=True,
        ondelete="restrict",
        help="How the customer is visited, and what the report must say.",
    )
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: all companies."
    )

    # Whom
    scheme_id = fields.Many2one(
        "customer.grade.scheme",
        ondelete="restrict",
        check_company=True,
        help="The scheme whose grades count. Empty: the primary one.",
    )
    grade_ids = fields.Many2many(
        "customer.grade",
        "customer_visit_rule_grade_rel",
        "rule_id",
        "grade_id",
        "Grades",
        help="Empty: customers of any grade, and without one.",
    )
    tag_ids = fields.Many2many(
        "res.partner.category",
        "customer_visit_rule_tag_rel",
        "rule_id",
        "tag_id",
        "Tags",
        help="Customers with one of these tags. Empty: any.",
    )
    age_basis = fields.Selection(
        [
            ("entered", "Entry of the customer"),
            ("delivery", "Latest delivery registered"),
        ],
        "Age Counts From",
        required=True,
        default="entered",
        help="By the latest delivery: who never got one does not belong to the rule.",
    )
    age_from_months = fields.Integer(
        "From Month", aggregator=None, help="For at least so many months."
    )
    age_to_months = fields.Integer(
        "Until Month", aggregator=None, help="Less than so many months. 0: no end."
    )

    # How often
    event = fields.Selection(
        [*COMPLAINT_EVENTS, *KINDS],
        "After the Event",
        help="Empty: again and again, by the interval.",
    )
    interval_number = fields.Integer(
        "Every",
        default=1,
        aggregator=None,
        help="A visit is due once in so many of the units beside it.",
    )
    interval_unit = fields.Selection(
        UNITS, "Unit", default="month", help="Of the interval between two visits."
    )
    days_after_from = fields.Integer(
        "Earliest",
        aggregator=None,
        help="Days after the event before which nobody comes.",
    )
    days_after_within = fields.Integer(
        "Within", default=3, aggregator=None, help="Days after the event."
    )
    severity = fields.Selection(SEVERITIES, help="Of complaints. Empty: any severity.")
    sampling_rate = fields.Float(
        default=1.0,
        aggregator=None,
        help="The share of the customers, or of the events, that is visited.",
    )
    merge_days = fields.Integer(
        default=7,
        aggregator=None,
        help="A visit for another rule within so many days serves this one, too.",
    )

    # By whom
    performer = fields.Selection(
        PERFORMERS,
        required=True,
        default="account_manager",
        help="Who goes there; where there is nobody, the visit is listed as not "
        "placed.",
    )
    role_id = fields.Many2one(
        "customer.policy.role",
        "Role of the Visitor",
        ondelete="restrict",
        index="btree_not_null",
        help="Its holder goes, the stand-in on the days on which the holder is away. "
        "A head of department goes to the customers of his or her own people.",
    )

    _check_interval = models.Constraint(
        "CHECK (event IS NOT NULL OR (interval_number > 0"
        " AND interval_unit IS NOT NULL))",
        "Say how often: every so many days, weeks, months or years, at least 1.",
    )
    _check_window = models.Constraint(
        "CHECK (days_after_from >= 0 AND days_after_within >= days_after_from)",
        "The days after an event run from 0 upward, the earliest before the last.",
    )
    _check_age = models.Constraint(
        "CHECK (age_from_months >= 0 AND age_to_months >= 0 AND"
        " (age_to_months = 0 OR age_to_months > age_from_months))",
        "The months of the relation run from 0 upward, the first before the last.",
    )
    _check_sampling_rate = models.Constraint(
        "CHECK (sampling_rate > 0 AND sampling_rate <= 1)",
        "The share that is visited lies above 0 % and reaches 100 % at most.",
    )
    _check_role = models.Constraint(
        "CHECK (performer <> 'role' OR role_id IS NOT NULL)",
        "Say which role does these visits.",
    )
    _check_merge_days = models.Constraint(
        "CHECK (merge_days >= 0)", "Days cannot be fewer than none."
    )

    # --------------------------------------------------------------------- constraints

    @api.constrains("scheme_id", "grade_ids")
    def _check_grades(self):
        for rule in self:
            schemes = rule.grade_ids.scheme_id
            if rule.scheme_id and schemes - rule.scheme_id:
                raise ValidationError(
                    self.env._(
                        "“%(rule)s” names grades of another scheme than its own.",
                        rule=rule.name,
                    )
                )
            if len(schemes) > 1:
                raise ValidationError(
                    self.env._(
                        "“%(rule)s” names grades of several schemes. Make a rule for "
                        "each scheme.",
                        rule=rule.name,
                    )
                )

    @api.constrains("severity", "event")
    def _check_severity(self):
        events = dict(COMPLAINT_EVENTS)
        for rule in self:
            if rule.severity and rule.event not in events:
                raise ValidationError(
                    self.env._(
                        "“%(rule)s” names a severity. That goes with complaints only.",
                        rule=rule.name,
                    )
                )
