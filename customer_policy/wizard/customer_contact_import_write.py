from psycopg2 import DataError, IntegrityError

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import OrderedSet, mute_logger, split_every

CHUNK = 500
ADDRESS = frozenset(("street", "city", "zip", "country_id"))
SPREAD = {"tracking_disable": True, "mail_create_nosubscribe": True}
REFUSALS = (UserError, AccessError, IntegrityError, DataError)


class CustomerContactImport(models.Model):
    """How the rows take effect: in chunks, each of them whole or not at all.

    What is in already is found again, so that an import that was interrupted simply
    runs once more. A row that is refused by something no preview can foresee, such as
    a rule of another add-on, is left out and says why.
    """

    _inherit = "customer.contact.import"

    # --------------------------------------------------------------------- business

    def _carry_out(self, rows, after_chunk=None):
        """:param after_chunk: called with rows just done and rows left; False: stop
        :return: whether all of it is done
        """
        here = {row.number: row.partner_id for row in rows if row.partner_id}
        todo = [row for row in rows if row.kind in ("new", "changed")]
        done = 0
        for depth in sorted({row.depth for row in todo}):
            level = [row for row in todo if row.depth == depth]
            for chunk in split_every(CHUNK, level, list):
                self._carry_out_chunk(chunk, here)
                done += len(chunk)
                if after_chunk and not after_chunk(len(chunk), len(todo) - done):
                    return False
        self.sudo().write({"state": "done", "date_done": self._moment()})
        return True

    def _carry_out_chunk(self, rows, here):
        self._wait_for_others()
        good = []
        for row in rows:
            parent = row.parent_row
            if parent and parent.number not in here:
                row.fail(
                    self.env._(
                        "Its company in row %(row)s has an error.", row=parent.number
                    )
                )
            else:
                good.append(row)
        self._write_or_halve(good, here)
        self._note_outcome(rows)

    @api.model
    def _wait_for_others(self):
        """Two imports at once would not see whom the other one adds.

        Whoever comes second is begun anew by Odoo, and sees then what the first has
        done: hence a row that each of them changes, not just a lock.
        """
        self.env.cr.execute(
            "UPDATE ir_config_parameter SET write_date = write_date WHERE key = %s",
            ("customer_policy.contact_import_sync_limit",),
        )

    def _write_or_halve(self, rows, here):
        """Write all rows, or find out which one is refused."""
        if not rows:
            return
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                written = self._write_rows(rows, here)
        except REFUSALS as error:
            self.env.invalidate_all(flush=False)
            if len(rows) == 1:
                rows[0].fail(self._refusal(error))
                return
            middle = len(rows) // 2
            self._write_or_halve(rows[:middle], here)
            self._write_or_halve(rows[middle:], here)
        else:
            here.update(written)

    def _refusal(self, error):
        if isinstance(error, IntegrityError | DataError):
            return self.env._("The database refuses this row: its values do not fit.")
        return str(error)

    def _write_rows(self, rows, here):
        """:return: {row number: id of its contact}"""
        partner = self.env["res.partner"]
        new = [row for row in rows if row.kind == "new"]
        created = self._create_contacts([self._new_values(row, here) for row in new])
        written = {row.number: p.id for row, p in zip(new, created, strict=True)}
        # Rows that change the same are written together.
        alike = {}
        for row in rows:
            if row.kind == "changed":
                written[row.number] = row.partner_id
                key = tuple(sorted(row.changes.items()))
                alike.setdefault(key, []).append(row.partner_id)
        for values, ids in alike.items():
            self._update(partner.browse(ids), dict(values))
        self._give_grades(rows, written)
        self.env.flush_all()
        return written

    def _new_values(self, row, here):
        values = dict(row.values)
        if row.parent_row:
            values["parent_id"] = here[row.parent_row.number]
        if values.get("parent_id") and not ADDRESS.isdisjoint(values):
            values["type"] = "other"
        return values

    @api.model
    def _create_contacts(self, vals_list):
        """Create contacts together with what they share with their companies.

        Odoo hands it down contact by contact, with some queries for each.
        """
        partner = self.env["res.partner"]
        parents = partner.sudo().browse(
            OrderedSet(vals["parent_id"] for vals in vals_list if "parent_id" in vals)
        )
        shared = {parent.id: self._shared_values(parent) for parent in parents}
        nothing = {}, {}
        created = partner.with_context(
            **SPREAD, _partners_skip_fields_sync=True
        ).create(
            [
                self._with_shared(vals, *shared.get(vals.get("parent_id"), nothing))
                for vals in vals_list
            ]
        )
        created = partner.browse(created.ids)
        self._hand_down(created)
        return created

    @api.model
    def _shared_values(self, parent):
        """:return: (its address, what its commercial entity says of its people)"""
        entity = parent.commercial_partner_id
        names = [name for name in self._plain_shared_fields() if entity[name]]
        return parent._get_address_values(), entity._convert_fields_to_values(names)

    @api.model
    def _plain_shared_fields(self):
        """What whoever creates a contact may say of it; the rest is handed down."""
        partner = self.env["res.partner"]
        return [
            name
            for name in partner._commercial_fields()
            if not partner._fields[name].groups
            and not partner._fields[name].company_dependent
            and not partner._fields[name].relational
        ]

    @api.model
    def _with_shared(self, values, address, commercial):
        """An address of one's own makes a contact of another kind."""
        if not values.get("is_company"):
            values = {**values, **commercial}
        return values if values.get("type") == "other" else {**values, **address}

    @api.model
    def _hand_down(self, partners):
        """Commercial fields that no sheet has: of many companies they are empty."""
        names = self.env["res.partner"]._commercial_fields()
        people = partners.sudo().filtered(lambda p: p.commercial_partner_id != p)
        of_company = [
            name for name in names if partners._fields[name].company_dependent
        ]
        self._hand_down_in(people, names)
        if not of_company:
            return
        others = self.env["res.company"].sudo()
        for company in others.search([("id", "!=", self.env.company.id)]):
            self._hand_down_in(people.with_company(company), of_company)

    @api.model
    def _hand_down_in(self, people, names):
        lacking = people.filtered(
            lambda person: any(
                person[name] != person.commercial_partner_id[name] for name in names
            )
        )
        for entity, group in lacking.grouped("commercial_partner_id").items():
            group.write(entity._convert_fields_to_values(names))

    @api.model
    def _update(self, partners, values):
        """An address of one's own does not become that of the company."""
        if not values:
            return
        if ADDRESS.isdisjoint(values):
            partners.write(values)
            return
        shared = partners.filtered(
            lambda partner: (
                partner.type == "contact"
                and (partner.parent_id or values.get("parent_id"))
            )
        )
        if shared:
            shared.write({**values, "type": "other"})
        if others := partners - shared:
            others.write(values)

    def _give_grades(self, rows, written):
        by_grade = {}
        for row in rows:
            if row.grade:
                by_grade.setdefault(row.grade, []).append(written[row.number])
        for grade, ids in by_grade.items():
            self.env["customer.grade.assignment"]._assign(
                self.env["res.partner"].browse(ids),
                grade,
                self.env._("Imported from %(file)s", file=self.file_name or "XLSX"),
                cause=self.env._("imported"),
            )

    def _note_outcome(self, rows):
        """Keep what has become of the rows."""
        failed = [row for row in rows if row.problems]
        done = [row for row in rows if not row.problems]
        worker = self.sudo()
        if failed:
            self.env["customer.contact.import.line"].sudo().create(
                [{**row._line(), "import_id": self.id} for row in failed]
            )
        added = sum(row.kind == "new" for row in done)
        worker.write(
            {
                "error_count": worker.error_count + len(failed),
                "created_count": worker.created_count + added,
                "updated_count": worker.updated_count + len(done) - added,
            }
        )

    # ------------------------------------------------------------------------- cron

    @api.model
    def _cron_import(self):
        """Go on with the large sheets, each with the rights of whoever imports it."""
        cron = self.env["ir.cron"]
        running = self.sudo().search([("state", "=", "running")], order="id")
        for place, record in enumerate(running):
            user = record.create_uid
            worker = record.with_user(user).with_context(lang=user.lang, tz=user.tz)
            waiting = len(running) - place - 1

            def after_chunk(done, left, waiting=waiting):
                return cron._commit_progress(done, remaining=left + waiting + 1) > 0

            if not worker._proceed(after_chunk):
                return
            if not cron._commit_progress(1, remaining=waiting):
                return

    def _proceed(self, after_chunk):
        """:return: whether this one is over"""
        try:
            self._check_importer()
            rows = self._read()
            # The errors of last time come again, or have gone.
            errors = [row for row in rows if row.problems]
            worker = self.sudo()
            worker.line_ids.filtered(lambda line: line.kind == "error").unlink()
            self.env["customer.contact.import.line"].sudo().create(
                [{**row._line(), "import_id": self.id} for row in errors]
            )
            worker.error_count = len(errors)
        except (UserError, AccessError) as error:
            self.env.invalidate_all(flush=False)
            self.sudo().write({"state": "preview", "problem": str(error)})
            return True
        return self._carry_out(rows, after_chunk)

    @api.model
    def _moment(self):
        """What the contacts of this transaction have as the day of their creation."""
        return self.env.cr.now().replace(microsecond=0)
