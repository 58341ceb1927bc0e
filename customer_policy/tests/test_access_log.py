from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .access_log_common import MARK, AccessLogMixin


class AccessLogCase(AccessLogMixin, TransactionCase):
    def setUp(self):
        super().setUp()
        self._start()

    def _as(self, user, model="res.partner"):
        return self.env[model].with_user(user)


@tagged("post_install", "-at_install")
class TestAccessLogReads(AccessLogCase):
    """What of a classified customer is in an answer is on record."""

    def test_reading_a_classified_customer_leaves_one_line(self):
        self._as(self.cleared).browse(self.secret.id).read(["name"])
        line = self.assertLogged(self.secret)
        self.assertEqual(line.code, self.secret.confidential_code)
        self.assertEqual(line.level, "2")
        self.assertEqual(line.record_count, 1)

    def test_reading_an_open_customer_leaves_none(self):
        self._as(self.cleared).browse(self.open.id).read(["name", "email"])
        self.assertFalse(self._lines())

    def test_ids_alone_are_no_data(self):
        partners = self._as(self.cleared).search([("name", "like", MARK)])
        partners.read(["id"])
        partners.web_read({})
        self.assertFalse(self._lines())

    def test_what_is_only_prefetched_is_not_logged(self):
        partners = self._as(self.cleared).browse([self.secret.id, self.open.id])
        partners.fetch(["name"])
        partners.browse(self.open.id).read(["name"])
        self.assertFalse(self._lines())

    def test_a_customer_and_its_contacts_are_one_line(self):
        partners = self._as(self.cleared).browse([self.secret.id, self.contact.id])
        partners.read(["name"])
        partners.read(["email"])
        line = self.assertLogged(self.secret)
        self.assertEqual(line.record_count, 2)

    def test_each_customer_has_its_line(self):
        other = self._customer("Other", "1")
        self._start()
        self._as(self.cleared).search([("name", "like", MARK)]).read(["name"])
        self.assertLogged(self.secret | other)

    def test_ways_of_reading(self):
        partners = self._as(self.cleared)
        one = [("id", "=", self.secret.id)]
        for way, read in {
            "search_read": lambda: partners.search_read(one, ["email"]),
            "web_read": lambda: partners.browse(self.secret.id).web_read({"name": {}}),
            "web_search_read": lambda: partners.web_search_read(one, {"name": {}}),
            "name_search": lambda: partners.name_search(f"{MARK} Secret"),
            "web_name_search": lambda: partners.web_name_search(
                f"{MARK} Secret", {"display_name": {}}
            ),
            "formatted_read_group": lambda: partners.formatted_read_group(
                one, ["email"], ["__count"]
            ),
            "aggregate": lambda: partners.formatted_read_group(
                one, [], ["name:array_agg"]
            ),
            "web_read_group": lambda: partners.web_read_group(one, ["name"]),
            "grouping sets": lambda: partners.formatted_read_grouping_sets(
                one, [["name"], []], ["__count"]
            ),
        }.items():
            with self.subTest(way=way):
                self._start()
                read()
                self.assertLogged(self.secret)

    def test_labels_in_other_records(self):
        partners = self._as(self.cleared)
        one = [("id", "=", self.open.id)]
        # ``related`` and other many2ones of an open record.
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "AT123", "partner_id": self.secret.id}
        )
        banks = self._as(self.cleared, "res.partner.bank").browse(bank.id)
        label = {"partner_id": {"fields": {"display_name": {}}}}
        for way, read in {
            "read": lambda: banks.read(["partner_id"]),
            "web_read": lambda: banks.web_read(label),
            "sub-field": lambda: banks.web_read(
                {"partner_id": {"fields": {"email": {}}}}
            ),
            "group": lambda: banks.formatted_read_group(
                [("id", "=", bank.id)], ["partner_id"], ["__count"]
            ),
            "group by text": lambda: banks.formatted_read_group(
                [("id", "=", bank.id)], ["partner_id.email"], ["__count"]
            ),
        }.items():
            with self.subTest(way=way):
                self._start()
                read()
                self.assertLogged(self.secret)
        self._start()
        banks.read(["id"])
        partners.formatted_read_group(one, ["name"], ["__count"])
        self.assertFalse(self._lines())

    def test_documents_of_a_classified_customer(self):
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "AT125", "partner_id": self.secret.id}
        )
        message = self.secret.message_post(body="Confidential words")
        file = self.env["ir.attachment"].create(
            {"name": "x", "raw": b"x", "res_model": bank._name, "res_id": bank.id}
        )
        for document, name in (
            (bank, "acc_number"),
            (message, "body"),
            (file, "name"),
        ):
            with self.subTest(document=document):
                self._start()
                document.with_user(self.cleared).read([name])
                self.assertLogged(self.secret)

    def test_a_masked_label_is_no_data(self):
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "AT124", "partner_id": self.secret.id}
        )
        self._start()
        self._as(self.uncleared, "res.partner.bank").sudo().browse(bank.id).read(
            ["partner_id"]
        )
        self.assertFalse(self._lines())

    def test_the_own_contact_and_the_own_company_are_not_logged(self):
        portal = self.env["res.users"].create(
            {
                "name": "Portal",
                "login": "log_portal",
                "partner_id": self.contact.id,
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        self._start()
        self._as(portal).browse([self.contact.id, self.secret.id]).read(["name"])
        self.assertFalse(self._lines())

    def test_the_superuser_reads_for_nobody_but_mails_and_prints(self):
        root = self._as(self.env["res.users"].browse(SUPERUSER_ID))
        root.browse(self.secret.id).read(["name"])
        self.assertFalse(self._lines())
        log = root.env["customer.access.log"]
        for operation in ("print", "message"):
            log._note(self.secret, operation)
        lines = self._lines()
        self.assertEqual(lines.mapped("operation"), ["message", "print"])

    def test_acts_without_a_customer_are_logged(self):
        self.env["customer.access.log"]._note(
            self.env["res.partner"], "hold", user=self.custodian, note="user 42"
        )
        line = self._lines()
        self.assertEqual(
            (line.partner_ref, line.code, line.operation, line.user_id, line.note),
            (0, False, "hold", self.custodian, "user 42"),
        )

    # --------------------------------------------------------------------- the price

    def _count(self, function):
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        function()
        self.env.cr.flush()
        return self.cr.sql_log_count - before

    def _reads(self, domain):
        spec = {
            "name": {},
            "email": {},
            "parent_id": {"fields": {"display_name": {}}},
            "country_id": {"fields": {"display_name": {}}},
        }
        partners = self._as(self.cleared)
        return {
            "list": lambda: partners.web_search_read(domain, spec, limit=80),
            "read": lambda: partners.search(domain).read(["name"]),
            "names": lambda: partners.name_search(MARK, domain),
            "people": lambda: self._as(self.cleared, "res.users").search_read(
                [("share", "=", False)], ["name", "email", "partner_id"]
            ),
        }

    def test_eighty_classified_records_cost_one_insert(self):
        self.env["res.partner"].create(
            [{"name": f"{MARK} 80 {n}", "parent_id": self.secret.id} for n in range(80)]
        )
        ways = self._reads([("name", "like", f"{MARK} 80")])
        del ways["people"]
        for way, read in ways.items():
            with self.subTest(way=way):
                read()
                with patch.object(
                    type(self.env["base"]), "_notes_reads", lambda self: False
                ):
                    without = self._count(read)
                self.assertEqual(self._count(read), without + 1)

    def test_open_records_cost_no_query(self):
        self.env["res.partner"].create([{"name": f"Tag {n}"} for n in range(80)])
        for way, read in self._reads([("name", "like", "Tag ")]).items():
            with self.subTest(way=way):
                read()
                with patch.object(
                    type(self.env["base"]), "_notes_reads", lambda self: False
                ):
                    without = self._count(read)
                self.assertEqual(self._count(read), without)


@tagged("post_install", "-at_install")
class TestAccessLogForever(AccessLogCase):
    """Nobody changes or deletes a line in Odoo."""

    def setUp(self):
        super().setUp()
        self.env["customer.access.log"].with_user(self.cleared)._note(
            self.secret, "print"
        )
        self.line = self._lines()
        self.env["customer.access.log"]._seal_pending()

    def test_what_changes_no_line_is_no_change(self):
        for name in ("customer.access.log", "customer.access.seal"):
            with self.subTest(model=name):
                none = self.env[name].browse()
                self.assertEqual(none.create([]), none)
                self.assertTrue(none.write({}))
                self.assertTrue(none.unlink())

    def test_nobody_changes_a_line(self):
        admin = self.env.ref("base.user_admin")
        for user in (self.auditor, self.custodian, admin):
            for line in (self.line.with_user(user), self.line.with_user(user).sudo()):
                with self.assertRaises(AccessError):
                    line.write({"code": "X"})
                with self.assertRaises(AccessError):
                    line.unlink()
                with self.assertRaises(AccessError):
                    line.create({"operation": "read"})
                with self.assertRaises(AccessError):
                    line.copy()
                with self.assertRaises(AccessError):
                    line.seal_id.unlink()
                with self.assertRaises(AccessError):
                    line.seal_id.write({"hash": "0"})

    def test_assigning_a_value_is_refused(self):
        with self.assertRaises(AccessError):
            self.line.sudo().code = "X"

    def test_erasing_a_person_leaves_the_line(self):
        user = self._user("short_lived")
        self.env["customer.access.log"]._note(self.secret, "print", user=user)
        line = self._lines().filtered(lambda line: line.user_id == user)
        user_id = user.id
        user.unlink()
        self._start()
        self.env.cr.execute(
            "SELECT user_id FROM customer_access_log WHERE id = %s", [line.id]
        )
        self.assertEqual(self.env.cr.fetchone()[0], user_id)
        # And the auditor's views still open.
        log = self.env["customer.access.log"].with_user(self.auditor)
        found = log.search([("user_id", "=", user_id)])
        self.assertEqual(found.read(["user_id", "user_ref"])[0]["user_ref"], user_id)
        log.browse(line.id).web_read({"user_id": {"fields": {"display_name": {}}}})
        log.formatted_read_group([], ["user_id"], ["__count"])

    def test_erasing_and_merging_the_customer_leave_the_line(self):
        self.env["customer.access.log"]._note(self.contact, "print")
        line = self._lines().sorted("id")[-1:]
        before = line.read()
        self.contact.unlink()
        self.secret.sudo().with_context(active_test=False).child_ids.unlink()
        self.secret.unlink()
        self.env.invalidate_all()
        self.assertEqual(line.read(), before)

    def test_who_reads_the_log(self):
        for user in (self.auditor, self.custodian):
            self.assertTrue(self.line.with_user(user).read(["code"]))
        for user in (self.uncleared, self.cleared):
            with self.assertRaises(AccessError):
                self.line.with_user(user).read(["code"])
            with self.assertRaises(UserError):
                self.line.with_user(user).action_verify()


@tagged("post_install", "-at_install")
class TestAccessLogChain(AccessLogCase):
    """Sealed lines prove themselves."""

    def setUp(self):
        super().setUp()
        self.log = self.env["customer.access.log"]
        self.log._seal_pending()
        self.log.sudo().search([]).invalidate_recordset()
        for number in range(6):
            self.log._note(self.secret, "print", note=f"number {number}")
            self.env.cr.flush()
        self.lines = self._lines()
        self.assertEqual(self.log._seal_pending(), 6)
        self.env.invalidate_all()

    def _sql(self, query, *params):
        self.env.cr.execute(query, params)
        self.env.invalidate_all()

    def assertBroken(self, line, kind):
        found = self.log._verify()
        self.assertEqual(found["broken"], kind)
        self.assertEqual(found["position"], line)
        return found

    def test_a_sealed_log_holds(self):
        self.assertIsNone(self.log._verify()["broken"])
        self.assertTrue(all(self.lines.mapped("hash")))
        self.assertEqual(self.log._verify()["head"], self.lines[-1].hash)

    def test_what_is_not_sealed_yet_is_said(self):
        self.log._note(self.secret, "print")
        self.env.cr.flush()
        self.assertEqual(self.log._verify()["unsealed"], 1)

    def test_a_changed_line_is_found(self):
        line = self.lines[2]
        self._sql("UPDATE customer_access_log SET user_id = 2 WHERE id = %s", line.id)
        found = self.assertBroken(line.position, "changed")
        self.assertEqual(found["line_id"], line.id)
        action = self.log.with_user(self.auditor).action_verify()
        self.assertIn(str(line.id), action["params"]["message"])
        self.assertEqual(action["params"]["type"], "danger")

    def test_every_column_is_sealed(self):
        for column, value in {
            "date": "2020-01-01",
            "user_id": 2,
            "partner_ref": 1,
            "code": "C-X",
            "level": "1",
            "operation": "read",
            "channel": "rpc",
            "ip": "10.0.0.1",
            "record_count": 99,
            "note": "forged",
        }.items():
            with self.subTest(column=column), self.env.cr.savepoint() as savepoint:
                self._sql(
                    f"UPDATE customer_access_log SET {column} = %s WHERE id = %s",
                    value,
                    self.lines[1].id,
                )
                self.assertBroken(self.lines[1].position, "changed")
                savepoint.rollback()

    def test_a_removed_line_is_found(self):
        position = self.lines[2].position
        self._sql("DELETE FROM customer_access_log WHERE id = %s", self.lines[2].id)
        self.assertBroken(position, "missing")

    def test_removed_last_lines_are_found(self):
        position = self.lines[-1].position
        self._sql("DELETE FROM customer_access_log WHERE id = %s", self.lines[-1].id)
        self.assertBroken(position, "missing")

    def test_a_removed_run_is_found(self):
        position = self.lines[0].position
        self.log._note(self.secret, "print")
        self.env.cr.flush()
        self.log._seal_pending()
        seal = self.lines.seal_id
        self._sql("DELETE FROM customer_access_log WHERE seal_id = %s", seal.id)
        self._sql("DELETE FROM customer_access_seal WHERE id = %s", seal.id)
        self.assertBroken(position, "missing")

    def test_an_inserted_line_is_found(self):
        last = self.lines[-1]
        self._sql(
            "INSERT INTO customer_access_log "
            "(date, operation, seal_id, position, hash) "
            "VALUES (now(), 'read', %s, %s, 'x')",
            last.seal_id.id,
            last.position + 1,
        )
        self.assertIn(self.log._verify()["broken"], ("inserted", "relinked", "missing"))

    def test_exchanged_lines_are_found(self):
        one, other = self.lines[1], self.lines[2]
        first, second = one.position, other.position
        self._sql("UPDATE customer_access_log SET position = -1 WHERE id = %s", one.id)
        self._sql(
            "UPDATE customer_access_log SET position = %s WHERE id = %s",
            first,
            other.id,
        )
        self._sql(
            "UPDATE customer_access_log SET position = %s WHERE id = %s",
            second,
            one.id,
        )
        self.assertBroken(first, "relinked")

    def test_purging_keeps_the_chain(self):
        old = self.lines[:3]
        # As if half of the run had been written long ago: seal it again so.
        seal = self.lines.seal_id
        self._sql(
            "UPDATE customer_access_log SET seal_id = NULL, position = NULL, "
            "hash = NULL, prev_hash = NULL WHERE seal_id = %s",
            seal.id,
        )
        self._sql("DELETE FROM customer_access_seal WHERE id = %s", seal.id)
        self._sql(
            "UPDATE customer_access_log SET date = date - interval '1826 days' "
            "WHERE id = ANY(%s)",
            old.ids,
        )
        self.log._seal_pending()
        seal = self.lines.seal_id
        self.assertIn(seal.id, self.log._seals_to_purge())
        self.assertEqual(self.log._purge(seal.id), 3)
        self.assertEqual(self.lines.exists(), self.lines - old)
        found = self.log._verify()
        self.assertIsNone(found["broken"])
        self.assertEqual(found["purged"], 3)
        # The rest goes, too, and the seal stays.
        self._sql("UPDATE customer_confidentiality_level SET log_retention_days = 1")
        left = (self.lines - old)[0]
        with self.env.cr.savepoint() as savepoint:
            self._sql(
                "UPDATE customer_access_log SET note = 'forged' WHERE id = %s", left.id
            )
            self.assertEqual(self.log._verify()["broken"], "changed")
            savepoint.rollback()
        self.assertFalse(self.log._seals_to_purge(), "not a day old")

    def test_a_broken_run_is_not_purged(self):
        self._sql(
            "UPDATE customer_access_log SET date = '2001-01-01' WHERE id = %s",
            self.lines[0].id,
        )
        with self.assertLogs("odoo.addons.customer_policy", "ERROR"):
            self.assertEqual(self.log._purge(self.lines.seal_id.id), 0)

    def test_unsealed_lines_are_not_purged(self):
        self._sql(
            "INSERT INTO customer_access_log (date, operation, level) "
            "VALUES ('2001-01-01', 'read', '1')"
        )
        self.assertFalse(self.log._seals_to_purge())

    def test_a_line_that_commits_late_comes_into_a_later_run(self):
        late = self.lines[0]
        seal = self.lines.seal_id
        self._sql(
            "INSERT INTO customer_access_log (id, date, operation) "
            "VALUES (-5, now() at time zone 'UTC', 'read')"
        )
        self.assertEqual(self.log._seal_pending(), 1)
        self.assertEqual(
            self.log.sudo().browse(-5).position, max(self.lines.mapped("position")) + 1
        )
        self.assertIsNone(self.log._verify()["broken"])
        self.assertEqual(late.seal_id, seal)
