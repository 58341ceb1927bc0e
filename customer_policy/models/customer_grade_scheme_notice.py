from markupsafe import Markup

from odoo import fields, models


class CustomerGradeScheme(models.Model):
    """Notices of a scheme to people who may not open its reviews."""

    _name = "customer.grade.scheme"
    _inherit = ["customer.grade.scheme", "mail.activity.mixin"]

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
