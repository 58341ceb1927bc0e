from contextlib import contextmanager
from threading import Barrier, Thread

from odoo import SUPERUSER_ID, api
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

READERS = 50
CUSTOMERS = 10


@tagged("post_install", "-at_install")
class TestAccessLogConcurrency(TransactionCase):
    """Many readers at once, each on a connection of their own.

    The data is committed, and deleted again at the end.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls._clean_up)
        with cls._connection() as env:
            user = new_test_user(
                env,
                login="log_reader",
                groups="base.group_user,customer_policy.group_clearance_secret",
            )
            customers = env["res.partner"].create(
                [{"name": f"Read at once {n}"} for n in range(CUSTOMERS)]
            )
            customers.confidentiality_own_level = "2"
            env["customer.confidentiality"]._forget()
            cls.user_id, cls.customer_ids = user.id, customers.ids
            cls.partner_id = user.partner_id.id

    @classmethod
    @contextmanager
    def _connection(cls, uid=SUPERUSER_ID):
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, uid, {"lang": "en_US"})
            env.transaction.default_env = env
            yield env

    @classmethod
    def _clean_up(cls):
        with cls._connection() as env:
            env.cr.execute("DELETE FROM customer_access_log")
            env.cr.execute("DELETE FROM customer_access_seal")
            env["res.partner"].browse(cls.customer_ids).unlink()
            env["res.users"].browse(cls.user_id).unlink()
            env["res.partner"].browse(cls.partner_id).unlink()
            env["customer.confidentiality"]._forget()

    def setUp(self):
        super().setUp()
        with self._connection() as env:
            env.cr.execute("DELETE FROM customer_access_log")
            env.cr.execute("DELETE FROM customer_access_seal")

    def _read(self, env):
        customers = env["res.partner"].browse(self.customer_ids)
        return customers.read(["name"])

    def _lines(self, env):
        return env["customer.access.log"].search([("user_id", "=", self.user_id)])

    def test_fifty_readers_and_a_worker_that_seals(self):
        barrier, answers, errors = Barrier(READERS), [], []

        def reader():
            try:
                barrier.wait()
                with self._connection(self.user_id) as env:
                    answers.append(len(self._read(env)))
            except Exception as error:
                errors.append(error)

        threads = [Thread(target=reader) for _turn in range(READERS)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            with self._connection() as env:
                env["customer.access.log"]._seal_pending()
        for thread in threads:
            thread.join()
        self.assertFalse(errors)
        self.assertEqual(answers, [CUSTOMERS] * READERS)
        with self._connection() as env:
            self.assertEqual(len(self._lines(env)), READERS * CUSTOMERS)
            env["customer.access.log"]._seal_pending()
            found = env["customer.access.log"]._verify()
            self.assertEqual(found["lines"], READERS * CUSTOMERS)
            self.assertIsNone(found["broken"])

    def test_two_workers_do_not_seal_at_once(self):
        with self._connection(self.user_id) as env:
            self._read(env)
        with self._connection() as one, self._connection() as other:
            self.assertEqual(one["customer.access.log"]._seal_pending(), CUSTOMERS)
            self.assertEqual(other["customer.access.log"]._seal_pending(), 0)
        with self._connection() as env:
            self.assertIsNone(env["customer.access.log"]._verify()["broken"])

    def test_a_read_only_connection(self):
        with self.registry.cursor() as cr:
            cr._cnx.set_session(readonly=True)
            try:
                env = api.Environment(cr, self.user_id, {})
                env.transaction.default_env = env
                self.assertTrue(cr.readonly)
                self.assertEqual(len(self._read(env)), CUSTOMERS)
                cr.flush()
            finally:
                cr.rollback()
                cr._cnx.set_session(readonly=False)
        with self._connection() as env:
            self.assertEqual(len(self._lines(env)), CUSTOMERS)

    @mute_logger("odoo.sql_db")
    def test_what_is_not_committed_is_not_logged(self):
        with self._connection(self.user_id) as env:
            self._read(env)
            env.cr.flush()
            env.cr.rollback()
        with self._connection() as env:
            self.assertFalse(self._lines(env))
