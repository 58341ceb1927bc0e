from odoo import api, models, tools


class CalendarEvent(models.Model):
    """Meetings with hidden people are hidden by their attendees; here: the others."""

    _inherit = "calendar.event"

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._learn_models_met_about()
        return events

    def write(self, vals):
        res = super().write(vals)
        if "res_model_id" in vals:
            self._learn_models_met_about()
        return res

    @api.model
    def _search(self, *args, **kwargs):
        query = super()._search(*args, **kwargs)
        confidentiality = self.env["customer.confidentiality"]
        if self.env.su or not confidentiality._is_active():
            return query
        names = self._models_met_about()
        return confidentiality._drop_secrets_of(self, query, sorted(names))

    def _check_access(self, operation):
        result = super()._check_access(operation)
        confidentiality = self.env["customer.confidentiality"]
        return confidentiality._forbid_secrets(self, operation, result)

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Odoo reads who comes to private meetings, of hidden ones as well.

        Of those nobody reads messages, whatever they are asked for.
        """
        seen = self if self.env.su else self._filtered_access("read")
        operations = super(
            CalendarEvent, seen
        )._mail_get_operation_for_mail_message_operation(message_operation)
        return {**dict.fromkeys(self - seen, "read"), **operations}

    @api.model
    @tools.ormcache()
    def _models_met_about(self):
        """The few models whose documents meetings belong to.

        To ask for each list of meetings would be a query over all of them.
        """
        self.flush_model(["res_model"])
        self.env.cr.execute(
            "SELECT DISTINCT res_model FROM calendar_event WHERE res_model IS NOT NULL"
        )
        return frozenset(name for (name,) in self.env.cr.fetchall())

    def _learn_models_met_about(self):
        if set(self.sudo().mapped("res_model")) - self._models_met_about() - {False}:
            self.env.registry.clear_cache()
