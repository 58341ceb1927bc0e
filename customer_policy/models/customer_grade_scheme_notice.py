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

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """Who is told of customers does not follow what becomes of the scheme."""
        if self.env.context.get("grade_scheme_notice"):
            return True
        return super().message_subscribe(partner_ids, subtype_ids)

    def _tell(self, activity_type, summaries, action, date_deadline=None):
        """Give each person one activity, in one batch and without a mail for each.

        :param activity_type: xmlid
        :param summaries: user -> what is to be done, in the language of the user
        :param action: xmlid of the window action that the activity leads to
        """
        self.ensure_one()
        model_id = self.env["ir.model"]._get_id(self._name)
        type_id = self.env.ref(activity_type).id
        links = self._links_to(action, {user.lang for user in summaries})
        return (
            self.env["mail.activity"]
            .sudo()
            .with_context(mail_activity_quick_update=True, grade_scheme_notice=True)
            .create(
                [
                    {
                        "res_model_id": model_id,
                        "res_id": self.id,
                        "activity_type_id": type_id,
                        "automated": True,
                        "user_id": user.id,
                        "summary": summary,
                        "date_deadline": date_deadline
                        or fields.Date.context_today(self),
                        "note": links[user.lang],
                    }
                    for user, summary in summaries.items()
                ]
            )
        )

    def _links_to(self, action, langs):
        """:return: language -> link to the window action, by its name there"""
        window = self.env.ref(action).sudo()
        return {
            lang: Markup('<a href="/odoo/action-%s">%s</a>')
            % (action, window.with_context(lang=lang).name)
            for lang in langs
        }

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
        scheme._mail_account_managers(counts, deadline)

    def _mail_account_managers(self, counts, deadline):
        """A mail to each, the scheme and the day as they are written in the language
        of who reads it: one batch for each language.
        """
        template = self.env.ref("customer_policy.mail_template_grade_downgrade", False)
        if not template:
            return
        users = self.env["res.users"].union(*counts)
        for lang, readers in users.grouped("lang").items():
            template.sudo().with_context(
                lang=lang,
                downgrade_counts={user.id: counts[user] for user in readers},
                downgrade_scheme=self.with_context(lang=lang).name,
                downgrade_deadline=deadline
                and format_date(self.env, deadline, lang_code=lang),
            ).send_mail_batch(readers.ids)

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
