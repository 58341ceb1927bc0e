from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

GRANT = "customer.access.grant"
REGISTER = "customer.confidentiality.register"
GRANTS = "customer_access_grant_action"
SOON = timedelta(days=7)


class CustomerPolicyHomeFigure(models.Model):
    """What is said of secrecy: numbers of what the reader may know, never names."""

    _inherit = "customer.policy.home.figure"

    @api.model
    def _labels(self):
        return {
            **super()._labels(),
            "access_requests": self.env._("Requests for Access to Decide"),
            "access_active": self.env._("Access in Force"),
            "access_ending": self.env._("Access That Ends within a Week"),
            "access_holds": self.env._("People Whose Access Is on Hold"),
            "export_requests": self.env._("Exports to Decide"),
            "classified": self.env._("Classified Customers"),
            "classified_ending": self.env._("Secrecy That Ends within a Week"),
            "emergencies": self.env._("Emergency Access This Month"),
            "unusual_days": self.env._("Unusual Volume This Month"),
            "clearance_changes": self.env._("Changes of Clearance This Month"),
            "log_exports": self.env._("Exports and Prints in the Log This Month"),
        }

    @api.model
    def _models(self):
        grants = ("access_requests", "access_active", "access_ending", "emergencies")
        return {
            **super()._models(),
            **dict.fromkeys(grants, GRANT),
            **dict.fromkeys(("classified", "classified_ending"), REGISTER),
            "access_holds": "customer.access.hold",
            "export_requests": "customer.export.request",
            "unusual_days": "customer.access.volume",
            "clearance_changes": "customer.clearance.change",
            "log_exports": "customer.access.log",
        }

    @api.model
    def _figure_access_requests(self, _now, _before):
        asked = Domain("state", "=", "requested")
        return self._counted("access_requests", asked, action=GRANTS)

    @api.model
    def _figure_access_active(self, _now, _before):
        return self._counted(
            "access_active", Domain("is_active", "=", True), action=GRANTS
        )

    @api.model
    def _figure_access_ending(self, now, _before):
        ending = Domain("is_active", "=", True)
        ending &= Domain("date_to", "<", now.stop + SOON)
        return self._counted("access_ending", ending, action=GRANTS)

    @api.model
    def _figure_access_holds(self, _now, _before):
        held = Domain("is_active", "=", True)
        return self._counted("access_holds", held, action="customer_access_hold_action")

    @api.model
    def _figure_export_requests(self, _now, _before):
        asked = Domain("state", "=", "requested")
        return self._counted(
            "export_requests", asked, action="customer_export_request_action"
        )

    @api.model
    def _figure_classified(self, now, before):
        moment = before.stop
        was = Domain("date_from", "<=", moment) & (
            Domain("date_released", "=", False) | Domain("date_released", ">", moment)
        )
        return self._counted(
            "classified",
            Domain("state", "=", "active"),
            was,
            action="customer_confidentiality_register_action",
        )

    @api.model
    def _figure_classified_ending(self, _now, _before):
        soon = fields.Date.context_today(self) + SOON
        ending = Domain("state", "=", "active") & Domain("date_until", "<=", soon)
        return self._counted(
            "classified_ending",
            ending,
            action="customer_confidentiality_register_action",
        )

    @api.model
    def _figure_emergencies(self, now, before):
        """Tries that opened nothing as well."""
        emergency = Domain("is_emergency", "=", True)
        return self._counted(
            "emergencies",
            emergency & self._within("create_date", now),
            emergency & self._within("create_date", before),
            "less",
            action="customer_access_grant_action_emergency",
        )

    @api.model
    def _figure_unusual_days(self, now, before):
        unusual = Domain("is_unusual", "=", True)
        return self._counted(
            "unusual_days",
            unusual & self._on_days("date", now),
            unusual & self._on_days("date", before),
            "less",
            action="customer_access_volume_action",
        )

    @api.model
    def _figure_clearance_changes(self, now, before):
        return self._counted(
            "clearance_changes",
            self._within("date", now),
            self._within("date", before),
            action="customer_clearance_change_action",
        )

    @api.model
    def _figure_log_exports(self, now, before):
        outward = Domain("operation", "in", ("export", "print"))
        return self._counted(
            "log_exports",
            outward & self._within("date", now),
            outward & self._within("date", before),
            action="customer_access_log_action",
        )
