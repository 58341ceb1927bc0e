from odoo import api, fields, models
from odoo.tools import SQL


class CustomerGradeAssignment(models.Model):
    """What an applied review does to the history, for all of its customers at once."""

    _inherit = "customer.grade.assignment"

    @api.model
    def _confirm_from_review(self, held):
        """Customers that keep their grade: note the latest score.

        :param held: SQL condition that joins ``assignment`` with ``appliable``
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_grade_assignment assignment
                   SET score = appliable.score, line_id = appliable.line_id,
                       locked_until = COALESCE(
                           appliable.locked_until, assignment.locked_until
                       ),
                       write_uid = %(uid)s, write_date = %(now)s
                  FROM customer_grade_appliable appliable
                 WHERE %(held)s AND NOT appliable.moves
                """,
                held=held,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )

    @api.model
    def _move_from_review(self, review, held):
        """Customers whose grade changes: end the old one, begin the new one.

        :param held: SQL condition that joins ``assignment`` with ``appliable``
        :return: ids of their partners
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_grade_assignment assignment
                   SET date_to = %(date)s, write_uid = %(uid)s, write_date = %(now)s
                  FROM customer_grade_appliable appliable
                 WHERE %(held)s AND appliable.moves
                """,
                held=held,
                date=review.date,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )
        return [
            partner_id
            for (partner_id,) in self.env.execute_query(
                SQL(
                    """
                    INSERT INTO customer_grade_assignment
                           (partner_id, scheme_id, grade_id, score, date_from, reason,
                            locked_until, review_id, line_id, user_id,
                            create_uid, write_uid, create_date, write_date)
                    SELECT partner_id, %(scheme)s, grade_id, score, %(date)s, reason,
                           locked_until, %(review)s, line_id, %(decider)s,
                           %(uid)s, %(uid)s, %(now)s, %(now)s
                      FROM customer_grade_appliable
                     WHERE moves
                     ORDER BY partner_id
                    RETURNING partner_id
                    """,
                    scheme=review.scheme_id.id,
                    date=review.date,
                    review=review.id,
                    decider=review.approved_by_id.id or None,
                    uid=self.env.uid,
                    now=fields.Datetime.now(),
                )
            )
        ]
