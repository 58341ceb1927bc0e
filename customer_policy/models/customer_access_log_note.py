from odoo import SUPERUSER_ID, api, fields, models
from odoo.modules import module
from odoo.tools import SQL

from ..request_lending import current_request

KEY = "customer_policy.access_log"
# The first that the path begins with.
CHANNEL_BY_PATH = (
    ("/web/export", "export"),
    ("/web/pivot/export_xlsx", "export"),
    ("/customer_policy/report", "export"),
    ("/json/2", "json2"),
    ("/xmlrpc", "rpc"),
    ("/jsonrpc", "rpc"),
    ("/report", "report"),
    ("/my", "portal"),
)
UNKNOWN_PLACE = "system"
DATA_LEAVES = ("read", "export", "print", "message")


class Notes:
    """What a request's answer shows of classified customers, until it is written."""

    def __init__(self):
        self.counts = {}
        self.written = {}

    def add(self, key, count):
        # The same record twice in an answer is one record.
        known = self.counts.get(key, 0)
        self.counts[key] = known + count if count else max(known, 1)

    def pending(self):
        return {
            key: count
            for key, count in self.counts.items()
            if self.written.get(key, (None, None))[1] != count
        }


class CustomerAccessLog(models.Model):
    _inherit = "customer.access.log"

    # --------------------------------------------------------------------- business

    @api.model
    def _note(
        self,
        partners,
        operation,
        channel=None,
        count=None,
        user=None,
        note=None,
        shown=False,
    ):
        """Note that data of ``partners`` leaves in the answer to this request.

        Written with the request's transaction, one line per customer. What fails
        leaves no line, and what cannot be noted fails.

        :param partners: classified contacts; none for an act that concerns no
            customer. Of a read those are left out that the person may not see (their
            names are masked) and the person's own contacts.
        :param operation: a value of the field ``operation``
        :param channel: a value of the field ``channel``, else told from the request
        :param count: number of records, else each contact counts once
        :param user: the person, else the current one
        :param note: in figures and words, without a name
        :param shown: the answer holds the data although the person may not see it
            otherwise, as by a link with a token
        """
        uid = user.id if user else self.env.uid
        if operation == "read" and uid == SUPERUSER_ID:
            return
        if operation in DATA_LEAVES and not partners:
            return
        channel = channel or self._channel()
        notes = self._notes()
        for partner_id in partners._origin.ids or [None]:
            notes.add((uid, partner_id, operation, channel, note, shown), count)
        self._write_at_commit()

    @api.model
    def _channel(self):
        request = current_request()
        if not request:
            return UNKNOWN_PLACE
        path = request.httprequest.path
        return next(
            (name for start, name in CHANNEL_BY_PATH if path.startswith(start)), "web"
        )

    @api.model
    def _address(self):
        request = current_request()
        return request.httprequest.remote_addr if request else None

    @api.model
    def _notes(self):
        # In a request they outlive a rolled back savepoint, because what was read
        # in it may still be in the answer; a rolled back transaction ends them.
        hooks = self.env.cr.postrollback if current_request() else self.env.cr.precommit
        return hooks.data.setdefault(KEY, Notes())

    @api.model
    def _write_at_commit(self):
        hooks = self.env.cr.precommit
        if not hooks.data.get(f"{KEY}.queued"):
            hooks.data[f"{KEY}.queued"] = True
            hooks.add(self.sudo()._write_notes)

    @api.model
    def _write_at_commit_if_pending(self):
        """Called at the end of a request: a savepoint may have dropped the hook."""
        notes = self.env.cr.postrollback.data.get(KEY)
        if notes and (notes.written or notes.pending()):
            self._write_at_commit()

    @api.model
    def _write_notes(self):
        cr = self.env.cr
        cr.precommit.data.pop(f"{KEY}.queued", None)
        notes = self._notes()
        if not current_request():
            cr.precommit.data.pop(KEY, None)
        if notes.written:
            self._forget_undone(notes)
        pending = notes.pending()
        if not pending:
            return
        if not cr.readonly:
            self._insert_notes(notes, pending)
            return
        if module.current_test:
            # Cursors of a test share a connection: end the read-only part first.
            cr.rollback()
        with self.env.registry.cursor() as writable:
            self.with_env(self.env(cr=writable))._insert_notes(notes, pending)

    @api.model
    def _forget_undone(self, notes):
        """Lines written before go again if a savepoint took them back."""
        if self.env.cr.readonly:
            return
        ids = [line_id for line_id, _count in notes.written.values() if line_id]
        self.env.cr.execute(
            SQL("SELECT id FROM customer_access_log WHERE id = ANY(%s)", ids)
        )
        kept = {line_id for (line_id,) in self.env.cr.fetchall()}
        for key, (line_id, _count) in list(notes.written.items()):
            if line_id and line_id not in kept:
                del notes.written[key]

    @api.model
    def _insert_notes(self, notes, pending):
        """One statement: finds the customer of each contact, leaves out what the
        person could not see, and adds up."""
        known = {key: notes.written[key][0] for key in pending if key in notes.written}
        new = [key for key in pending if key not in known]
        lines = {}
        for uid in {key[0] for key in new}:
            keys = [key for key in new if key[0] == uid]
            counts = [pending[key] for key in keys]
            self.env.cr.execute(self._insert_sql(uid, keys, counts))
            lines[uid] = self.env.cr.fetchone()[0] or {}
        for key in new:
            row = "/".join(map(str, key[1:5]))
            notes.written[key] = (lines[key[0]].get(row), pending[key])
        for key, line_id in known.items():
            # Still in the transaction that wrote the line: nobody has seen it.
            self.env.cr.execute(
                SQL(
                    "UPDATE customer_access_log SET record_count = record_count + %s "
                    "WHERE id = %s AND seal_id IS NULL",
                    pending[key] - notes.written[key][1],
                    line_id,
                )
            )
            notes.written[key] = (line_id, pending[key])

    @api.model
    def _insert_sql(self, uid, keys, counts):
        columns = map(list, zip(*keys, strict=True))
        _uids, partner_ids, operations, channels, texts, shown = columns
        return SQL(
            """
            WITH entry AS (
                SELECT * FROM unnest(
                    %(partners)s::int[], %(operations)s::text[], %(channels)s::text[],
                    %(texts)s::text[], %(shown)s::bool[], %(counts)s::int[]
                ) AS entry(partner_id, operation, channel, note, shown, count)
            ), seen AS (
                SELECT entry.*, partner.confidentiality_level AS level,
                       COALESCE(partner.commercial_partner_id, entry.partner_id)
                       AS partner_ref,
                       COALESCE(root.confidential_code, partner.confidential_code)
                       AS code
                  FROM entry
                  LEFT JOIN res_partner partner ON partner.id = entry.partner_id
                  LEFT JOIN res_partner root
                    ON root.id = partner.commercial_partner_id
                 WHERE entry.operation != 'read'
                    OR (partner.confidentiality_level > '0'
                        AND (entry.shown OR NOT (%(hidden)s))
                        AND NOT (%(own)s))
            ), line AS (
                INSERT INTO customer_access_log
                       (date, user_id, partner_ref, code, level, operation, channel,
                        ip, record_count, note)
                SELECT %(now)s, %(uid)s, partner_ref, MIN(code), MAX(level), operation,
                       channel, %(ip)s, SUM(count), note
                  FROM seen
                 -- What is exported or printed is not read besides.
                 WHERE operation != 'read' OR NOT EXISTS (
                    SELECT FROM seen other
                     WHERE other.partner_ref = seen.partner_ref
                       AND other.operation IN ('export', 'print')
                 )
                 GROUP BY partner_ref, operation, channel, note
                 ORDER BY partner_ref, operation
                RETURNING id, partner_ref, operation, channel, note
            )
            SELECT json_object_agg(
                       concat_ws('/', COALESCE(seen.partner_id::text, 'None'),
                                 seen.operation, seen.channel,
                                 COALESCE(seen.note, 'None')),
                       line.id)
              FROM seen
              JOIN line
                ON line.partner_ref IS NOT DISTINCT FROM seen.partner_ref
               AND line.operation = seen.operation AND line.channel = seen.channel
               AND line.note IS NOT DISTINCT FROM seen.note
            """,
            partners=partner_ids,
            operations=operations,
            channels=channels,
            texts=texts,
            shown=shown,
            counts=counts,
            hidden=self._hidden_sql(uid),
            own=self._own_sql(uid),
            now=fields.Datetime.now(),
            uid=uid,
            ip=self._address(),
        )

    @api.model
    def _own_sql(self, uid):
        """A person's own contact, and all of a portal user's own company."""
        return SQL(
            """
            EXISTS (
                SELECT FROM res_users person
                  JOIN res_partner own ON own.id = person.partner_id
                 WHERE person.id = %s
                   AND (own.id = partner.id
                        OR (person.share AND own.commercial_partner_id
                                           = partner.commercial_partner_id))
            )
            """,
            uid,
        )

    @api.model
    def _hidden_sql(self, uid):
        """What the person could not see reads as a code in the answer."""
        confidentiality = self.env["customer.confidentiality"].with_user(uid)
        return confidentiality._hidden_sql("partner")
