from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.internal_users import internal_users


class CustomerComplaintTeam(models.Model):
    """A department that handles cases: who, by which working time, one above which."""

    _name = "customer.complaint.team"
    _description = "Complaint Team"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(
        required=True,
        translate=True,
        help="What the department is called, for staff and customers.",
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="Whose cases the team handles.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Head",
        domain=[("share", "=", False)],
        help="Decides as head of the department on what the handler proposes.",
    )
    parent_id = fields.Many2one(
        "customer.complaint.team",
        "Team Above",
        index="btree_not_null",
        check_company=True,
        help="Where a case goes that the head of this team must not touch.",
    )
    manager_id = fields.Many2one(
        "res.users",
        "General Manager",
        domain=[("share", "=", False)],
        help="Has the last word on major complaints. Empty: any complaint manager.",
    )
    member_ids = fields.Many2many(
        "res.users",
        string="Members",
        domain=internal_users,
        help="Cases are assigned to those who are complaint officers.",
    )
    assign_method = fields.Selection(
        [
            ("manual", "By hand"),
            ("in_turn", "In turn"),
            ("least_loaded", "To who has the fewest open cases"),
        ],
        "Assignment",
        required=True,
        default="least_loaded",
        help="Who gets a new case: whoever a person names, the members one after "
        "the other, or who has least to do. People who are away or must not "
        "know the customer are passed over.",
    )
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        "Working Time",
        check_company=True,
        help="What the clocks of this team count. Empty: the company's working time.",
    )
    duplicate_days = fields.Integer(
        "Same Matter Within",
        default=30,
        help="Days back that a new case is compared with those of the same customer.",
    )
    duplicate_similarity = fields.Float(
        "Alike From",
        default=0.4,
        digits=(3, 2),
        help="Share of common text (0 to 1) from which two cases look like one.",
    )

    _check_similarity = models.Constraint(
        "CHECK (duplicate_similarity > 0 AND duplicate_similarity <= 1)",
        "Texts are alike by a share between 0 and 1.",
    )
    _check_days = models.Constraint(
        "CHECK (duplicate_days >= 0)", "The number of days cannot be negative."
    )

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A team cannot stand above itself. Choose another one.")
            )

    @api.constrains("resource_calendar_id")
    def _check_calendar(self):
        start = pytz.utc.localize(fields.Datetime.now())
        for calendar in self.resource_calendar_id:
            found = calendar._work_intervals_batch(
                start, start + timedelta(days=28), compute_leaves=False
            )
            if not found[False]:
                raise ValidationError(
                    self.env._(
                        "The working time %(calendar)s has no working hours, so that "
                        "no deadline could be found. Add hours to it or choose "
                        "another one.",
                        calendar=calendar.name,
                    )
                )

    def _calendar(self):
        """The working time that this team's clocks count."""
        return self.resource_calendar_id or self.company_id.resource_calendar_id

    def _teams_upward(self):
        """This team and those above it, nearest first."""
        teams, team = self.browse(), self
        while team and team not in teams:
            teams += team
            team = team.parent_id
        return teams

    @api.model
    def _default_team(self, company, user):
        """The team of a user in a company, else the first one there."""
        teams = self.search([("company_id", "=", company.id)])
        mine = teams.filtered(lambda team: user in team.member_ids | team.user_id)
        return (mine or teams)[:1]
