import logging

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import hash_chain
from ..tools.hash_chain import GENESIS, Purged

_logger = logging.getLogger(__name__)

CHUNK = 1000
# Any fixed number will do, as long as nobody else locks it.
LOCK = 7_301_926_415
SEALED = (
    "id",
    "position",
    "date",
    "user_id",
    "partner_ref",
    "code",
    "level",
    "operation",
    "channel",
    "ip",
    "record_count",
    "note",
)
COLUMNS = SQL(", ").join(map(SQL.identifier, SEALED))


class CustomerAccessLog(models.Model):
    _inherit = "customer.access.log"

    # ------------------------------------------------------------------ business: seal

    @api.model
    def _seal_pending(self):
        """Seal what is committed, a run of lines at a time, until nothing is left.

        Lines are chained in the order in which they are found, not of their ids: one
        whose transaction took long comes into a later run.

        :return: number of lines sealed
        """
        count = 0
        if not self._lock_chain():
            return count
        while sealed := self._seal_chunk():
            count += sealed
            if sealed < CHUNK:
                break
        return count

    @api.model
    def _lock_chain(self):
        """One worker at a time; the others have nothing to wait for."""
        self.env.cr.execute(SQL("SELECT pg_try_advisory_xact_lock(%s)", LOCK))
        return self.env.cr.fetchone()[0]

    @api.model
    def _seal_chunk(self):
        self.env.cr.execute(
            SQL(
                "SELECT %s FROM customer_access_log WHERE seal_id IS NULL "
                "ORDER BY id LIMIT %s",
                COLUMNS,
                CHUNK,
            )
        )
        rows = self.env.cr.fetchall()
        if not rows:
            return 0
        position, prev_hash = self.env["customer.access.seal"]._head()
        start, start_hash = position + 1, prev_hash
        ids, positions, prev_hashes, hashes = [], [], [], []
        for position, row in enumerate(rows, start):
            line = {**dict(zip(SEALED, row, strict=True)), "position": position}
            ids.append(line["id"])
            positions.append(position)
            prev_hashes.append(prev_hash)
            prev_hash = hash_chain.seal(prev_hash, line)
            hashes.append(prev_hash)
        self.env.cr.execute(
            SQL(
                """
                WITH seal AS (
                    INSERT INTO customer_access_seal
                           (date, position_from, position_to, line_count, prev_hash,
                            hash)
                    VALUES (%s, %s, %s, %s, %s, %s)
                    RETURNING id
                )
                UPDATE customer_access_log log
                   SET seal_id = seal.id, position = sealed.position,
                       prev_hash = sealed.prev_hash, hash = sealed.hash
                  FROM seal, unnest(%s::int[], %s::int[], %s::text[], %s::text[])
                       AS sealed(id, position, prev_hash, hash)
                 WHERE log.id = sealed.id
                """,
                *(fields.Datetime.now(), start, position, len(rows)),
                *(start_hash, prev_hash, ids, positions, prev_hashes, hashes),
            )
        )
        self._forget_cache()
        return len(rows)

    @api.model
    def _forget_cache(self):
        self.invalidate_model(flush=False)
        self.env["customer.access.seal"].invalidate_model(flush=False)

    # ---------------------------------------------------------------- business: verify

    @api.model
    def _verify(self):
        """Walk the whole chain.

        :return: dict with ``lines`` (checked), ``purged``, ``unsealed``, ``head``
            (the newest hash), and of the first break, if any: ``broken``
            (``changed``, ``missing``, ``inserted``, ``relinked`` or ``seal``),
            ``position``, ``line_id``, ``date``
        """
        found = {"lines": 0, "purged": 0, "unsealed": 0, "head": GENESIS}
        found.update(broken=None, position=0, line_id=None, date=None)
        expected = 1
        for seal in self._seals_in_order():
            broken = self._verify_seal(seal, expected, found)
            if broken:
                return self._broken(found, broken)
            expected = seal["position_to"] + 1
            found["head"] = seal["hash"]
        broken = self._verify_rest(expected)
        if broken:
            return self._broken(found, broken)
        self.env.cr.execute(
            "SELECT count(*) FROM customer_access_log WHERE seal_id IS NULL"
        )
        found["unsealed"] = self.env.cr.fetchone()[0]
        return found

    @api.model
    def _seals_in_order(self):
        """The chain's runs, a few at a time: it may be long."""
        last = 0
        while True:
            self.env.cr.execute(
                SQL(
                    "SELECT id, position_from, position_to, line_count, prev_hash, "
                    "hash, purged FROM customer_access_seal WHERE position_from > %s "
                    "ORDER BY position_from LIMIT %s",
                    last,
                    CHUNK,
                )
            )
            seals = self.env.cr.dictfetchall()
            if not seals:
                return
            yield from seals
            last = seals[-1]["position_from"]

    @api.model
    def _verify_seal(self, seal, expected, found):
        """:return: the first break in a run of lines, or None"""
        start, end = seal["position_from"], seal["position_to"]
        if start != expected:
            kind = "missing" if start > expected else "inserted"
            return hash_chain.Broken(min(start, expected), kind)
        if seal["prev_hash"] != found["head"]:
            return hash_chain.Broken(start, "relinked")
        lines = self._lines_of_seal(seal)
        if not lines and not seal["line_count"]:
            found["purged"] += end - start + 1
            return None
        broken = hash_chain.verify(lines, seal["prev_hash"], start)
        if broken:
            return broken
        if len(lines) != end - start + 1:
            return hash_chain.Broken(start + len(lines), "missing")
        last = lines[-1]
        last_hash = last.hash if isinstance(last, Purged) else last["hash"]
        if last_hash != seal["hash"]:
            return hash_chain.Broken(end, "seal")
        purged = sum(isinstance(line, Purged) for line in lines)
        found["purged"] += purged
        found["lines"] += len(lines) - purged
        return None

    @api.model
    def _lines_of_seal(self, seal):
        """What is there of a run, in the order of positions."""
        self.env.cr.execute(
            SQL(
                "SELECT %s, prev_hash, hash FROM customer_access_log "
                "WHERE seal_id = %s OR position BETWEEN %s AND %s",
                COLUMNS,
                seal["id"],
                seal["position_from"],
                seal["position_to"],
            )
        )
        lines = {line["id"]: line for line in self.env.cr.dictfetchall()}.values()
        purged = [
            Purged(int(position), digest)
            for position, digest in (seal["purged"] or {}).items()
        ]
        return sorted(
            [*lines, *purged],
            key=lambda line: (
                line.position if isinstance(line, Purged) else line["position"] or 0
            ),
        )

    @api.model
    def _verify_rest(self, expected):
        """Nothing may claim a place behind the last seal, or a seal without a place."""
        self.env.cr.execute(
            SQL(
                "SELECT min(position) FROM customer_access_log "
                "WHERE position >= %s OR (position IS NULL) != (seal_id IS NULL) "
                "OR (position IS NULL) != (hash IS NULL)",
                expected,
            )
        )
        (position,) = self.env.cr.fetchone()
        return hash_chain.Broken(position, "inserted") if position else None

    @api.model
    def _broken(self, found, broken):
        self.env.cr.execute(
            SQL(
                "SELECT id, date FROM customer_access_log WHERE position = %s",
                broken.position,
            )
        )
        line_id, date = self.env.cr.fetchone() or (None, None)
        return {
            **found,
            "broken": broken.kind,
            "position": broken.position,
            "line_id": line_id,
            "date": date,
        }

    @api.model
    def _verify_text(self, found):
        if not found["broken"]:
            return self.env._(
                "The access log is whole: %(lines)s sealed lines hold together, "
                "%(purged)s more were purged in time, %(unsealed)s wait for their "
                "seal. Newest seal: %(head)s.",
                lines=found["lines"],
                purged=found["purged"],
                unsealed=found["unsealed"],
                head=found["head"],
            )
        reason = {
            "changed": self.env._("its content was changed"),
            "missing": self.env._("lines were removed here"),
            "inserted": self.env._("a line was inserted here"),
            "relinked": self.env._("it does not follow the line before it"),
            "seal": self.env._("the seal over it does not fit"),
        }[found["broken"]]
        where = (
            self.env._(
                "line %(line)s of %(date)s, place %(position)s",
                line=found["line_id"],
                date=found["date"],
                position=found["position"],
            )
            if found["line_id"]
            else self.env._("place %(position)s", position=found["position"])
        )
        return self.env._(
            "The access log is broken from %(where)s on: %(reason)s. Keep the "
            "database as it is and compare it with a backup.",
            where=where,
            reason=reason,
        )

    # ----------------------------------------------------------------- business: purge

    @api.model
    def _purge(self, seal_id):
        """Delete the lines of a seal whose time is over, and keep their hashes.

        :return: number of lines deleted; none where the run does not hold together
        """
        seal = self._seal_values(seal_id)
        found = {"lines": 0, "purged": 0, "head": seal["prev_hash"]}
        if broken := self._verify_seal(seal, seal["position_from"], found):
            _logger.error(
                "The access log is broken at place %s: nothing of it is purged.",
                broken.position,
            )
            return 0
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM customer_access_log log
                 WHERE seal_id = %s AND %s
                RETURNING position, hash
                """,
                seal_id,
                self._outdated_sql(),
            )
        )
        deleted = dict(self.env.cr.fetchall())
        left = seal["line_count"] - len(deleted)
        purged = {**(seal["purged"] or {}), **deleted} if left else None
        self.env.cr.execute(
            SQL(
                "UPDATE customer_access_seal SET line_count = %s, purged = %s "
                "WHERE id = %s",
                left,
                fields.Json().convert_to_column(purged, self) if purged else None,
                seal_id,
            )
        )
        self._forget_cache()
        return len(deleted)

    @api.model
    def _seal_values(self, seal_id):
        self.env.cr.execute(
            SQL(
                "SELECT id, position_from, position_to, line_count, prev_hash, hash, "
                "purged FROM customer_access_seal WHERE id = %s",
                seal_id,
            )
        )
        return self.env.cr.dictfetchone()

    @api.model
    def _outdated_sql(self):
        """Lines without a level (acts that concern no customer) are kept longest."""
        return SQL(
            """
            log.date < %s - make_interval(days => (
                SELECT CASE
                           WHEN min(setting.log_retention_days) = 0 THEN 1000000
                           ELSE max(setting.log_retention_days)
                       END
                  FROM customer_confidentiality_level setting
                 WHERE COALESCE(log.level, '0') IN ('0', setting.level)
            ))
            """,
            fields.Datetime.now(),
        )

    # ------------------------------------------------------------------------- cron

    @api.model
    def _cron_seal(self):
        """Seal new lines, and purge sealed ones whose time is over."""
        Cron = self.env["ir.cron"]
        if not self._lock_chain():
            return
        sealed = self._seal_chunk()
        Cron._commit_progress(sealed, remaining=int(sealed == CHUNK))

    @api.model
    def _cron_purge(self):
        Cron = self.env["ir.cron"]
        deleted = 0
        for seal_id in self._seals_to_purge():
            if not self._lock_chain():
                return
            deleted += self._purge(seal_id)
            if not Cron._commit_progress(1):
                break
        if deleted:
            text = self.env._("%(count)s sealed lines", count=deleted)
            self._note(self.env["res.partner"], "purge", note=text)

    @api.model
    def _seals_to_purge(self):
        self.env.cr.execute(
            SQL(
                "SELECT DISTINCT seal_id FROM customer_access_log log "
                "WHERE seal_id IS NOT NULL AND %s ORDER BY seal_id",
                self._outdated_sql(),
            )
        )
        return [seal_id for (seal_id,) in self.env.cr.fetchall()]
