from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from threading import Barrier, Thread
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL, mute_logger


@tagged("post_install", "-at_install")
class TestConfidentialitySimultaneous(TransactionCase):
    """Two custodians at one customer, each on a connection of his or her own.

    The data is committed, and deleted again at the end.
    """

    def setUp(self):
        super().setUp()
        with self._connection() as env:
            groups = ("group_custodian", "group_clearance_top_secret")
            users = env["res.users"].create(
                [
                    {
                        "name": name,
                        "login": f"simultaneous_{name}",
                        "group_ids": [
                            Command.link(env.ref(f"customer_policy.{group}").id)
                            for group in groups
                        ],
                    }
                    for name in ("first", "second")
                ]
            )
            self.user_ids = users.ids
            partner = env["res.partner"].create({"name": "Wanted", "is_company": True})
            self.partner_id = partner.id
        self.addCleanup(self._clean_up)
        self.until = fields.Date.today() + timedelta(days=30)

    def _clean_up(self):
        with self._connection() as env:
            users = env["res.users"].browse(self.user_ids)
            env["res.partner"].browse(self.partner_id).unlink()
            env.flush_all()
            for table, column in (
                ("customer_confidentiality_register", "keeper_id"),
                ("customer_access_log", "user_id"),
            ):
                env.cr.execute(
                    SQL(
                        "DELETE FROM %s WHERE %s = ANY(%s)",
                        SQL.identifier(table),
                        SQL.identifier(column),
                        self.user_ids,
                    )
                )
            people = users.partner_id
            users.unlink()
            people.unlink()

    @contextmanager
    def _connection(self, uid=SUPERUSER_ID):
        with (
            patch.object(Registry, "_lock", DummyRLock()),
            mute_logger("odoo.sql_db", "odoo.service.model"),
            self.registry.cursor() as cr,
        ):
            yield api.Environment(cr, uid, {"lang": "en_US"})

    def _both(self, *methods):
        """Let each custodian do something, both having read the customer before."""
        barrier = Barrier(len(methods))
        results = []

        def work(user_id, name, args):
            with self._connection(user_id) as env:
                partner = env["res.partner"].browse(self.partner_id)
                partner.read(["name"])
                barrier.wait(timeout=20)
                try:
                    retrying(partial(getattr(partner, name), *args), env)
                    results.append("done")
                except UserError as error:
                    env.cr.rollback()
                    results.append(str(error))

        threads = [
            Thread(target=work, args=(user_id, name, args), daemon=True)
            for user_id, (name, *args) in zip(self.user_ids, methods, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        self.assertEqual(len(results), len(methods))
        return results

    def _state(self):
        with self._connection() as env:
            partner = env["res.partner"].browse(self.partner_id)
            entries = partner.confidentiality_register_ids
            active = entries.filtered(lambda entry: entry.state == "active")
            self.assertLessEqual(len(active), 1)
            if active:
                self.assertEqual(active.level, partner.confidentiality_level)
            return partner.confidentiality_level, len(entries)

    def test_two_classifications_leave_one_in_force(self):
        results = self._both(
            ("action_classify", "2", "First", self.until),
            ("action_classify", "3", "Second", self.until),
        )
        level, entries = self._state()
        self.assertIn(level, ("2", "3"))
        self.assertEqual(entries, results.count("done"))
        self.assertIn("done", results)
        refused = [text for text in results if text != "done"]
        for text in refused:
            self.assertRegex(text, "Somebody else|on a higher level already")

    def test_two_of_the_same_level_leave_one_in_force(self):
        self._both(
            ("action_classify", "2", "First", self.until),
            ("action_classify", "2", "Second", self.until),
        )
        self.assertEqual(self._state()[0], "2")

    def test_classifying_anew_while_another_releases_leaves_no_half(self):
        with self._connection(self.user_ids[0]) as env:
            partner = env["res.partner"].browse(self.partner_id)
            partner.action_classify("2", "First", self.until)
        self._both(
            ("action_declassify", "It may be known"),
            ("action_classify", "3", "Second", self.until),
        )
        self.assertIn(self._state()[0], ("0", "3"))
