import hashlib
import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import MissingError, UserError
from odoo.tools import SQL

from .customer_visit_report import TAPPED_TWICE

KINDS = [
    ("check_in", "Check-in"),
    ("report", "Visit Report"),
    ("log", "Unplanned visit"),
]
KEPT_DAYS = 180
MAX_DRAFTS = 50
MAX_KEY = 64
MAX_AGE = 60 * 86_400


class CustomerVisitDraft(models.Model):
    """What a phone kept while it had no signal, and has sent since.

    A phone cannot know whether what it sent arrived when the answer was lost, so it
    sends it again. The key that it gave decides: what came before is answered from
    here, and not done again.
    """

    _name = "customer.visit.draft"
    _description = "Visit Draft Received"
    _order = "id desc"
    _rec_name = "uuid"

    uuid = fields.Char("Draft Key", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "Sent By", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    visit_id = fields.Many2one(
        "customer.visit", readonly=True, index=True, ondelete="cascade"
    )
    result = fields.Json(readonly=True)

    _uuid_unique = models.UniqueIndex(
        "(user_id, uuid)", "This draft has arrived already."
    )
    _received_idx = models.Index("(create_date)")

    # ------------------------------------------------------------------------ business

    @api.model
    def receive(self, drafts):
        """Do what the drafts of a phone say, each on its own: one that is refused does
        not keep back the others.

        :param drafts: [{"uuid", "kind", "visit_id", "age" (in seconds), and what
            belongs to the kind: ``check_in``: "latitude", "longitude", "accuracy",
            "problem", "photo"; ``report``: "values", "photos", "done"; ``log``:
            "partner_id", "visit_type_id", "values"}], in the order in which they came
            about
        :return: [{"uuid", "ok", "result", "error", "again": whether it came before}]
        """
        if not isinstance(drafts, list) or len(drafts) > MAX_DRAFTS:
            raise UserError(
                self.env._("Send a list of at most %(n)s drafts.", n=MAX_DRAFTS)
            )
        self.env["customer.visit"].check_access("write")
        return [self._receive_one(draft) for draft in drafts]

    @api.model
    def _receive_one(self, draft):
        uuid = self._checked(draft)
        answer = {"uuid": uuid, "ok": True, "error": False, "again": False}
        try:
            with self.env.cr.savepoint():
                received = self._claim(uuid, draft["kind"])
                if not received:
                    return {**answer, "again": True, "result": self._answered(uuid)}
                result = getattr(self, f"_do_{draft['kind']}")(draft)
                self.env.flush_all()
                received.write(
                    {"result": result, "visit_id": result.get("id") or False}
                )
                self.env.flush_all()
                return {**answer, "result": result}
        except UserError as error:
            self.env.invalidate_all()
            text = error.args[0] if error.args else str(error)
            return {**answer, "ok": False, "error": str(text), "result": False}

    @api.model
    def _checked(self, draft):
        uuid = draft.get("uuid") if isinstance(draft, dict) else None
        kinds = dict(KINDS)
        if (
            not isinstance(uuid, str)
            or not 8 <= len(uuid) <= MAX_KEY
            or draft.get("kind") not in kinds
        ):
            raise UserError(self.env._("A draft needs a key and a known kind."))
        return uuid

    @api.model
    def _claim(self, uuid, kind):
        """The row of a key that nobody has used; none where it came before.

        Of two requests with the same key, one waits here for the other.
        """
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO customer_visit_draft
                       (uuid, user_id, kind, create_uid, create_date, write_uid,
                        write_date)
                VALUES (%(uuid)s, %(user)s, %(kind)s, %(user)s, now() at time zone
                        'UTC', %(user)s, now() at time zone 'UTC')
                ON CONFLICT (user_id, uuid) DO NOTHING RETURNING id
                """,
                uuid=uuid,
                user=self.env.uid,
                kind=kind,
            )
        )
        return self.sudo().browse(id_ for (id_,) in rows)

    @api.model
    def _answered(self, uuid):
        mine = [("uuid", "=", uuid), ("user_id", "=", self.env.uid)]
        return self.sudo().search(mine).result or False

    @api.model
    def _visit_of(self, draft):
        visit_id = draft.get("visit_id")
        if not isinstance(visit_id, int) or isinstance(visit_id, bool):
            raise UserError(self.env._("The draft does not say to which visit."))
        visit = self.env["customer.visit"].browse(visit_id).exists()
        if not visit:
            raise MissingError(self.env._("There is no such visit any more."))
        return visit

    def _do_check_in(self, draft):
        visit = self._visit_of(draft)
        done = visit.action_check_in(
            latitude=draft.get("latitude"),
            longitude=draft.get("longitude"),
            accuracy=draft.get("accuracy"),
            problem=draft.get("problem"),
            photo=draft.get("photo"),
            moment=self._moment(draft),
        )
        return {"id": visit.id, **done}

    def _do_report(self, draft):
        """What was written goes in, complete or not; ``done`` ends the visit."""
        visit = self._visit_of(draft)
        if photos := draft.get("photos"):
            visit.add_photos(photos)
        if values := draft.get("values"):
            visit.check_access("write")
            visit._write_report(values)
        if draft.get("done"):
            visit.action_done(moment=self._moment(draft))
        return {
            "id": visit.id,
            "state": visit.state,
            "missing": visit.missing_report or "",
        }

    def _do_log(self, draft):
        return self.env["customer.visit"]._log_visit(
            draft.get("partner_id"),
            draft.get("visit_type_id"),
            draft.get("values") or {},
            self._moment(draft),
        )

    @api.model
    def _do_once(self, said, act):
        """Do what somebody says, unless the same was said a moment ago.

        :param said: what makes it the same; it becomes the key
        :return: what was answered then, else what ``act`` answers
        """
        text = json.dumps(said, sort_keys=True, default=str)
        uuid = hashlib.sha256(text.encode()).hexdigest()
        mine = [("uuid", "=", uuid), ("user_id", "=", self.env.uid)]
        before = self.sudo().search(mine)
        if before and before.create_date < fields.Datetime.now() - TAPPED_TWICE:
            before.unlink()
            self.env.flush_all()
        received = self._claim(uuid, "log")
        if not received:
            return self._answered(uuid)
        result = act()
        received.write({"result": result, "visit_id": result["id"]})
        return result

    @api.model
    def _moment(self, draft):
        """When it was: so many seconds ago, since clocks of phones go wrong."""
        age = draft.get("age")
        if not age:
            return None
        is_number = isinstance(age, (int, float)) and not isinstance(age, bool)
        if not is_number or not 0 <= age <= MAX_AGE:
            raise UserError(
                self.env._("The draft is older than %(n)s days.", n=MAX_AGE // 86_400)
            )
        return fields.Datetime.now() - timedelta(seconds=int(age))

    # ---------------------------------------------------------------------------- cron

    @api.autovacuum
    def _gc_received(self):
        """A phone that did not send again within half a year will not."""
        before = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        self.sudo().search([("create_date", "<", before)], limit=10_000).unlink()
