from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL, format_date


class CustomerGradeScheme(models.Model):
    """Notices of a scheme to people who may not open its reviews."""

    _name = "customer.grade.scheme"
    _inherit = ["customer.grade.scheme", "mail.activity.mixin"]

    objection_days = fields.Integer(
        "Days to Object",
        tracking=True,
        help="So many days the account managers of customers that a review lowers may "
        "object before it takes effect. 0: they have no say.",
    )

    _check_objection_days = models.Constraint(
        "CHECK (objection_days >= 0)", "The days to object cannot be negative."
    )

    def _tell(self, activity_type, summaries, action, date_deadline=None):
        """Give each person one activity, in one batch and without a mail for each.

        :param activity_type: xmlid
        :param summaries: user -> what is to be done, in the language of the user
        :param action: xmlid of the window action that the activity leads to
        """
        self.ensure_one()
        model_id = self.env["ir.model"]._get_id(self._name)
        return (
            self.env["mail.activity"]
            .sudo()
            .with_context(mail_activity_quick_update=True)
            .create(
                [
                    {
                        "res_model_id": model_id,
                        "res_id": self.id,
                        "activity_type_id": self.env.ref(activity_type).id,
                        "automated": True,
                        "user_id": user.id,
                        "summary": summary,
                        "date_deadline": date_deadline
                        or fields.Date.context_today(self),
                        "note": Markup('<a href="/odoo/action-%s">%s</a>')
                        % (
                            action,
                            self.env["ir.actions.act_window"]
                            .with_context(lang=user.lang)
                            ._for_xml_id(action)["name"],
                        ),
                    }
                    for user, summary in summaries.items()
                ]
            )
        )

    def _tell_account_managers(self, activity_type, counts, action, deadline):
        """An activity and a mail to each account manager, in one batch.

        :param counts: account manager -> number of own customers that fall
        """
        self.ensure_one()
        scheme = self.sudo()
        scheme._tell(
            activity_type,
            {
                user: user.with_context(lang=user.lang).env._(
                    "%(scheme)s: %(count)s of your customers fall",
                    scheme=scheme.with_context(lang=user.lang).name,
                    count=count,
                )
                for user, count in counts.items()
            },
            action,
            deadline,
        )
        template = self.env.ref("customer_policy.mail_template_grade_downgrade", False)
        if template:
            template.sudo().with_context(
                downgrade_counts={user.id: count for user, count in counts.items()},
                downgrade_scheme=scheme.name,
                downgrade_deadline=deadline and format_date(self.env, deadline),
            ).send_mail_batch([user.id for user in counts])

    @api.model
    def _count_by_account_manager(self, customers):
        """How many of these customers each account manager has, as far as known.

        :param customers: SELECT of partner ids
        :return: user -> number, without customers that are hidden from the user
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT manager.id, count(*), array_agg(customer.id) FILTER (
                           WHERE customer.confidentiality_level > '0')
                  FROM res_partner customer
                  JOIN res_users manager
                    ON manager.id = customer.user_id AND manager.active
                 WHERE customer.id IN (%s)
                 GROUP BY manager.id
                 ORDER BY manager.id
                """,
                customers,
            )
        )
        users = self.env["res.users"].sudo().browse([row[0] for row in rows])
        classified = self.env["res.partner"].sudo()
        classified = classified.browse(
            {partner_id for row in rows for partner_id in row[2] or ()}
        )
        hidden = (
            self.env["customer.confidentiality"].sudo()._hidden_from(classified, users)
        )
        counts = {
            user: count - len(hidden[user] & classified.browse(ids or ()))
            for user, (_user_id, count, ids) in zip(users, rows, strict=True)
        }
        return {user: count for user, count in counts.items() if count}
