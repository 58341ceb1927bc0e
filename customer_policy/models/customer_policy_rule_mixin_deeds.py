from datetime import datetime, time

import pytz

from odoo import api, fields, models


class CustomerPolicyRuleMixin(models.AbstractModel):
    """What settings did under their clauses: each wing counts what is its own."""

    _inherit = "customer.policy.rule.mixin"

    def _check_imported(self):
        """What a policy file leaves must hold together; settings may say more."""

    @api.model
    def _policy_deeds(self, clauses, date_from, date_to):
        """What was done from the first day on until before the last.

        One grouped query for each kind, with the rights of whoever asks.

        :return: {clause: [(label, count, action that opens the list)]}
        """
        return {}

    @api.model
    def _deeds_of(self, clauses, model, path, domain, label):
        """Count records that name a setting of this model, for each of its clauses.

        :param path: field of the records, then fields on to the setting
        """
        records = self.env[model]
        if not records.has_access("read"):
            return {}
        settings = self.sudo().with_context(active_test=False)
        settings = settings.search([("clause_id", "in", clauses.ids)])
        if not settings:
            return {}
        first, *further = path.split(".")
        domain = [*domain, (path, "in", settings.ids)]
        found = {}
        for group, count in records._read_group(domain, [first], ["__count"]):
            setting = group.sudo()
            for name in further:
                setting = setting[name]
            clause = clauses.browse(setting.clause_id.id)
            found[clause] = found.get(clause, 0) + count
        return {
            clause: [
                (
                    label,
                    count,
                    self._deed_action(
                        records,
                        label,
                        [
                            *domain[:-1],
                            (
                                path,
                                "in",
                                settings.filtered_domain(
                                    [("clause_id", "=", clause.id)]
                                ).ids,
                            ),
                        ],
                    ),
                )
            ]
            for clause, count in found.items()
        }

    @api.model
    def _deed_action(self, records, label, domain):
        return {
            "type": "ir.actions.act_window",
            "name": label,
            "res_model": records._name,
            "views": [[False, "list"], [False, "form"]],
            "domain": [
                list(leaf) if isinstance(leaf, tuple) else leaf for leaf in domain
            ],
            "context": {"create": False, "active_test": False},
        }

    @api.model
    def _between(self, name, date_from, date_to):
        """Domain on a moment: the days are those of whoever asks."""
        return [
            (name, ">=", self._moment(date_from)),
            (name, "<", self._moment(date_to)),
        ]

    @api.model
    def _moment(self, day):
        zone = pytz.timezone(self.env.tz.zone if self.env.tz else "UTC")
        start = zone.localize(datetime.combine(day, time.min))
        return fields.Datetime.to_string(start.astimezone(pytz.utc))

    @api.model
    def _add_deeds(self, *several):
        """One answer of several."""
        found = {}
        for deeds in several:
            for clause, rows in deeds.items():
                found.setdefault(clause, []).extend(rows)
        return found
