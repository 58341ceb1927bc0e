from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerComplaintTeam(models.Model):
    """What customers may do on the page of their case, and within which bounds."""

    _inherit = "customer.complaint.team"

    ask_rating = fields.Boolean(
        "Ask at Closing",
        default=True,
        help="When a case is closed, its customer is asked by e-mail whether he or she "
        "is satisfied.",
    )
    dissatisfied_rating = fields.Integer(
        "Dissatisfied Up To",
        default=2,
        help="A rating (1 to 5) up to which a case is taken up again by itself. "
        "0: never.",
    )
    reopen_days = fields.Integer(
        "Reopened Within",
        default=30,
        help="Days after the end of a case in which its customer can rate it and have "
        "it taken up again. 0: never.",
    )
    customer_acts_per_hour = fields.Integer(
        "Acts of a Customer",
        default=30,
        help="Messages, files and ratings that one case takes from outside in an hour.",
    )
    customer_cases_per_hour = fields.Integer(
        "New Cases of a Customer",
        default=10,
        help="Cases that one customer can register on the portal in an hour.",
    )
    customer_text_length = fields.Integer(
        "Length of a Text",
        default=10000,
        help="Characters that a message or a description from outside may have.",
    )
    customer_file_count = fields.Integer(
        "Files at Once", default=10, help="Files that a new case can bring along."
    )
    customer_file_size = fields.Float(
        "Size of a File (MB)",
        default=20,
        help="Megabytes that a file from outside may have.",
    )

    _check_dissatisfied_rating = models.Constraint(
        "CHECK (dissatisfied_rating BETWEEN 0 AND 4)",
        "Dissatisfied is a rating between 1 and 4, or 0 for none.",
    )
    _check_customer_bounds = models.Constraint(
        "CHECK (reopen_days >= 0 AND customer_acts_per_hour >= 1"
        " AND customer_cases_per_hour >= 1 AND customer_text_length >= 100"
        " AND customer_file_count >= 0 AND customer_file_size > 0)",
        "What customers may do is at least one act and one case an hour, a text of 100 "
        "characters, and files of some size; no number is negative.",
    )

    @api.model
    def _customer_bounds(self):
        """The bounds of this team; where there is no team, those of a new one."""
        names = [
            "ask_rating",
            "dissatisfied_rating",
            "reopen_days",
            "customer_acts_per_hour",
            "customer_cases_per_hour",
            "customer_text_length",
            "customer_file_count",
            "customer_file_size",
        ]
        team = self.sudo()
        if not team:
            return {name: self._fields[name].default(self) for name in names}
        return {name: team[name] for name in names}

    @api.model
    def _check_customer_text(self, text):
        longest = self._customer_bounds()["customer_text_length"]
        if len(text) > longest:
            raise UserError(
                self.env._(
                    "The text has %(length)s characters; at most %(longest)s are "
                    "possible. Shorten it, or send the rest as a file.",
                    length=len(text),
                    longest=longest,
                )
            )

    @api.model
    def _check_customer_file(self, name, size):
        """:param size: in bytes"""
        largest = self._customer_bounds()["customer_file_size"]
        if size > largest * 1024 * 1024:
            raise UserError(
                self.env._(
                    "The file %(name)s is too large: at most %(size)g MB are possible. "
                    "Make it smaller, or send it in parts.",
                    name=name,
                    size=largest,
                )
            )
