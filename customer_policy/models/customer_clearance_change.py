from odoo import SUPERUSER_ID, api, fields, models

KEY = "customer_policy.clearance"


class CustomerClearanceChange(models.Model):
    """Who gave which clearance to whom, or took it.

    A clearance is a group, and there are many ways into a group: a person's form, the
    group's, another group that implies it, a reactivated person. So it is not the acts
    that are watched: what is compared is who holds a clearance before the transaction's
    first such act and at its end.
    """

    _name = "customer.clearance.change"
    _description = "Clearance Given or Taken"
    _inherit = ["customer.policy.protected.mixin", "customer.access.mixin"]
    _order = "id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        "Person",
        index=True,
        ondelete="cascade",
        copy=False,
        policy_protected=True,
    )
    level = fields.Selection(
        [("1", "Confidential"), ("2", "Secret"), ("3", "Top Secret")],
        required=True,
        copy=False,
        policy_protected=True,
    )
    change = fields.Selection(
        [("given", "Given"), ("taken", "Taken")],
        required=True,
        copy=False,
        policy_protected=True,
    )
    actor_id = fields.Many2one(
        "res.users",
        "Changed by",
        ondelete="set null",
        copy=False,
        policy_protected=True,
    )
    date = fields.Datetime(
        default=lambda self: fields.Datetime.now(),
        required=True,
        copy=False,
        policy_protected=True,
    )
    is_own = fields.Boolean("To Oneself", copy=False, policy_protected=True)

    # --------------------------------------------------------------------- business

    @api.model
    def _holders(self):
        """:return: {level: ids of the active people who hold its clearance}"""
        groups = self.env["customer.confidentiality"]._clearance_group_ids()
        Users = self.env["res.users"].with_user(SUPERUSER_ID)
        Users = Users.with_context(active_test=True)
        return {
            level: set(Users.search([("all_group_ids", "in", [group_id])]).ids)
            for level, group_id in groups.items()
            if group_id
        }

    @api.model
    def _active_holders(self):
        """The holders without those whose access is on hold."""
        holders = self._holders()
        everybody = self.env["res.users"].browse(set().union(*holders.values()))
        held = self.env["customer.confidentiality"]._held_ids(everybody)
        return {level: ids - held for level, ids in holders.items()}

    @api.model
    def _watch(self):
        """Called before anything that may give or take a clearance."""
        data = self.env.cr.precommit.data
        if KEY not in data and self.pool.ready:
            data[KEY] = self._holders()
            self.env.cr.precommit.add(self._report)

    @api.model
    def _report(self):
        before = self.env.cr.precommit.data.pop(KEY, {})
        after = self._holders()
        changed = {
            level: ids ^ before.get(level, set()) for level, ids in after.items()
        }
        users = self.env["res.users"].sudo().browse(set().union(*changed.values()))
        left = users.exists()
        changes = self.sudo().create(
            [
                {
                    "user_id": user.id,
                    "level": level,
                    "change": "given" if user.id in after[level] else "taken",
                    "actor_id": self.env.uid,
                    "is_own": user == self.env.user,
                }
                for level, ids in changed.items()
                for user in left.filtered(lambda user, ids=ids: user.id in ids)
            ]
        )
        if changes:
            changes._put_on_record()
            self._warn_of_shortage(changes)

    def _put_on_record(self):
        for change in self:
            self._note_act(
                self.env["res.partner"],
                "clearance",
                note=f"{change.change} {change.level}, user {change.user_id.id}",
            )
        by_person = self.grouped(lambda change: (change.user_id, change.change))
        for (_user, kind), changes in by_person.items():
            self._tell(
                self._watchers(),
                changes._own_text if changes[0].is_own else changes._changed_text,
                urgent=changes[0].is_own and kind == "given",
            )

    @api.model
    def _warn_of_shortage(self, changes):
        taken = changes.filtered(lambda change: change.change == "taken")
        settings = self.env["customer.confidentiality.level"].sudo()
        settings = settings.search([("level", "in", taken.mapped("level"))])
        short = settings.filtered("holder_warning")
        if short:
            short._warn_custodians()

    # ------------------------------------------------------------------------- mail

    def _level_names(self, reader):
        labels = dict(self._fields["level"]._description_selection(reader.env))
        return ", ".join(labels[change.level] for change in self.sorted("level"))

    def _own_text(self, reader):
        texts = {
            "given": reader.env._(
                "%(person)s has given himself or herself the clearance %(levels)s. "
                "Find out why.",
                person=self.user_id.name,
                levels=self._level_names(reader),
            ),
            "taken": reader.env._(
                "%(person)s has given up the clearance %(levels)s.",
                person=self.user_id.name,
                levels=self._level_names(reader),
            ),
        }
        return reader.env._("Clearance changed by oneself"), texts[self[0].change]

    def _changed_text(self, reader):
        values = {
            "actor": self.actor_id.name,
            "person": self.user_id.name,
            "levels": self._level_names(reader),
        }
        texts = {
            "given": reader.env._(
                "%(actor)s has given %(person)s the clearance %(levels)s.", **values
            ),
            "taken": reader.env._(
                "%(actor)s has taken the clearance %(levels)s from %(person)s.",
                **values,
            ),
        }
        return reader.env._("Clearance changed"), texts[self[0].change]
