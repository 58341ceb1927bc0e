from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

OPERATIONS = [
    ("read", "Data Read"),
    ("export", "Export"),
    ("print", "Print"),
    ("message", "Message"),
    ("classify", "Classified"),
    ("declassify", "Declassified"),
    ("request", "Asked for Access"),
    ("grant", "Access Granted"),
    ("refuse", "Access Refused"),
    ("revoke", "Access Revoked"),
    ("emergency", "Break-Glass"),
    ("hold", "Access Hold"),
    ("clearance", "Clearance Changed"),
    ("purge", "Log Purged"),
]
CHANNELS = [
    ("web", "Web Client"),
    ("rpc", "RPC"),
    ("json2", "JSON-2"),
    ("report", "Report"),
    ("export", "Export"),
    ("mail", "Mail"),
    ("portal", "Portal"),
    ("system", "System"),
]
LEVELS = [
    ("0", "Open"),
    ("1", "Confidential"),
    ("2", "Secret"),
    ("3", "Top Secret"),
]


class LooseMany2one(fields.Many2one):
    """A many2one without a foreign key: it keeps its id when the record is deleted."""

    def update_db_foreign_key(self, model, column):
        pass


class CustomerAccessLog(models.Model):
    """Who looked at which classified customer.

    A line refers to nothing by foreign key and holds no name, so that merging or
    erasing a person leaves it as it is. Lines are written by ``_note`` alone and
    never change; a worker seals them into a chain of hashes.
    """

    _name = "customer.access.log"
    _description = "Customer Access Log"
    _order = "id desc"
    _rec_name = "code"
    _log_access = False

    date = fields.Datetime(required=True, readonly=True)
    user_id = LooseMany2one("res.users", "Person", readonly=True)
    user_ref = fields.Integer(
        "Person ID",
        compute="_compute_user_ref",
        aggregator=None,
        help="It stays when the person is deleted.",
    )
    partner_ref = fields.Integer(
        "Customer ID",
        readonly=True,
        aggregator="count_distinct",
        help="Of the commercial entity; no reference, it outlives the customer.",
    )
    code = fields.Char("Customer", readonly=True)
    level = fields.Selection(LEVELS, readonly=True)
    operation = fields.Selection(OPERATIONS, required=True, readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    ip = fields.Char("Address", readonly=True)
    record_count = fields.Integer("Records", readonly=True)
    note = fields.Char(readonly=True)
    seal_id = fields.Many2one(
        "customer.access.seal", readonly=True, ondelete="restrict"
    )
    position = fields.Integer(
        readonly=True, aggregator=None, help="Place in the chain; none before sealing."
    )
    prev_hash = fields.Char("Previous Hash", readonly=True)
    hash = fields.Char(readonly=True)

    _position_unique = models.UniqueIndex(
        "(position) WHERE position IS NOT NULL", "A place in the chain is taken once."
    )
    _unsealed_idx = models.Index("(id) WHERE seal_id IS NULL")
    _seal_idx = models.Index("(seal_id) WHERE seal_id IS NOT NULL")
    _user_idx = models.Index("(user_id, date)")
    _partner_idx = models.Index("(partner_ref, date)")
    _retention_idx = models.Index("(level, date) WHERE seal_id IS NOT NULL")

    # ---------------------------------------------------------------------- computes

    def _compute_user_ref(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT id, user_id FROM customer_access_log WHERE id = ANY(%s)",
                self.ids,
            )
        )
        user_ids = dict(rows)
        for line in self:
            line.user_ref = user_ids.get(line.id)

    def _fetch_query(self, query, fields):
        """People who were deleted read as nobody; ``user_ref`` still tells them."""
        lines = super()._fetch_query(query, fields)
        person = self._fields["user_id"]
        if person in fields:
            users = lines.sudo().user_id
            gone = users - users.exists()
            for line in lines.filtered(lambda line: line.user_id in gone):
                person._update_cache(line, None)
        return lines

    def _web_read_group_groupby_formatter(self, groupby_spec, values):
        if groupby_spec != "user_id":
            return super()._web_read_group_groupby_formatter(groupby_spec, values)
        ids = [user.id for user in values if user]
        names = {
            user.id: user.display_name
            for user in self.env["res.users"].sudo().browse(ids).exists()
        }

        def label(user):
            if not user:
                return False, [("user_id", "=", False)]
            name = names.get(user.id) or self.env._("Person %(id)s", id=user.id)
            return (user.id, name), [("user_id", "=", user.id)]

        return label

    # ------------------------------------------------------------------------- CRUD

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        if vals_list:
            self._refuse_change()
        return self.browse()

    def write(self, vals):  # pylint: disable=method-required-super
        if self:
            self._refuse_change()
        return True

    def _write(self, vals):
        self._refuse_change()

    def _write_multi(self, vals_list):
        self._refuse_change()

    def unlink(self):  # pylint: disable=method-required-super
        if self:
            self._refuse_change()
        return True

    def _load_records(self, data_list, update=False):
        self._refuse_change()

    def copy_data(self, default=None):
        self._refuse_change()

    def _refuse_change(self):
        raise AccessError(
            self.env._(
                "The access log cannot be changed, by nobody: its lines are written "
                "by the system and deleted only when their time of keeping is over."
            )
        )

    # ---------------------------------------------------------------------- actions

    def action_verify(self):
        """Say whether the chain holds, and if not, from which line on it is broken."""
        self._check_auditor()
        found = self.sudo()._verify()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "danger" if found["broken"] else "success",
                "sticky": True,
                "message": self._verify_text(found),
            },
        }

    def action_seal(self):
        """Seal now what is not sealed yet."""
        self._check_auditor()
        self.sudo()._seal_pending()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _check_auditor(self):
        if not (
            self.env.user.has_group("customer_policy.group_auditor")
            or self.env.user.has_group("customer_policy.group_custodian")
        ):
            raise UserError(
                self.env._("Only auditors and custodians check the access log.")
            )
