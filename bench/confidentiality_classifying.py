"""One customer with very many documents is classified, and released again.

Reference: the same documents unsubscribed, handed over and given new tokens by SQL,
without a note of what was cut.
"""

from datetime import timedelta

import common
from common import environment
from confidentiality_data import CLEARED, SALESPERSON, user_id

from odoo import fields

DOCUMENTS = 100_000
RUNS = 3
# One document of so many has an activity, and a message in somebody's inbox.
RARE = 10
LEVEL = "2"


def classifying(databases, runs):
    """Nothing of it is kept: each run is rolled back."""
    database = databases.classified
    loser, heir = user_id(database, SALESPERSON), user_id(database, CLEARED)
    ours, released, bare = [], [], []
    for _run in range(runs or RUNS):
        with environment(database) as env:
            partner = _customer(env, loser, heir)
            number = _give_documents(env, partner, loser)
            until = fields.Date.today() + timedelta(days=30)
            ours.append(_seconds(env, partner.action_classify, LEVEL, "bench", until))
            _check_cut(env, partner, loser)
            released.append(_seconds(env, partner.action_declassify, "bench"))
            _check_given_back(env, number, loser)
        with environment(database) as env:
            partner = _customer(env, loser, heir)
            _give_documents(env, partner, loser)
            bare.append(_seconds(env, _cut_bare, env, partner, loser, heir))
    name = f"customer of {number:,} documents"
    yield common.result(f"{name} classified: time", ours, bare)
    yield common.result(f"{name} released: time", released, bare)


def _seconds(env, function, *args):
    def act():
        function(*args)
        env.flush_all()

    return common.timed(act)[0]


def _customer(env, loser, heir):
    """An open company of nobody's, which somebody who may know it serves."""
    env.cr.execute(
        "SELECT id FROM res_partner WHERE is_company AND parent_id IS NULL"
        " AND customer_rank > 0 AND confidentiality_level = '0'"
        " AND id NOT IN (SELECT id FROM bench_classified) ORDER BY id LIMIT 1"
    )
    partner = env["res.partner"].browse(env.cr.fetchone()[0])
    partner.service_user_ids = env["res.users"].browse((loser, heir))
    # By role nobody knows it, so that the salesperson loses sight.
    env["customer.confidentiality.level"]._of(LEVEL).write(
        {"know_account_manager": False, "know_service_team": False}
    )
    env.flush_all()
    return partner


def _give_documents(env, partner, loser):
    """:return: how many there are"""
    cr = env.cr
    cr.execute(
        """
        CREATE TEMPORARY TABLE bench_document ON COMMIT DROP AS
        SELECT id, row_number() OVER (ORDER BY id) AS place FROM sale_order
         ORDER BY id LIMIT %s
        """,
        (DOCUMENTS,),
    )
    number = cr.rowcount
    person = env["res.users"].browse(loser).partner_id.id
    values = {"partner": partner.id, "user": loser, "person": person, "rare": RARE}
    cr.execute(
        """
        UPDATE sale_order SET partner_id = %(partner)s, user_id = %(user)s,
                              access_token = gen_random_uuid()
         WHERE id IN (SELECT id FROM bench_document);
        DELETE FROM mail_followers WHERE res_model = 'sale.order';
        INSERT INTO mail_followers (res_model, res_id, partner_id)
        SELECT 'sale.order', id, %(person)s FROM bench_document;
        INSERT INTO mail_activity
               (res_model, res_model_id, res_id, user_id, date_deadline, active)
        SELECT 'sale.order', (SELECT id FROM ir_model WHERE model = 'sale.order'), id,
               %(user)s, now(), TRUE
          FROM bench_document WHERE place %% %(rare)s = 0;
        WITH message AS (
            INSERT INTO mail_message (model, res_id, message_type, date)
            SELECT 'sale.order', id, 'comment', now()
              FROM bench_document WHERE place %% %(rare)s = 0
            RETURNING id
        )
        INSERT INTO mail_notification
               (mail_message_id, res_partner_id, notification_type,
                notification_status)
        SELECT id, %(person)s, 'inbox', 'sent' FROM message;
        ANALYZE sale_order, mail_followers, mail_activity, mail_message,
                mail_notification;
        """,
        values,
    )
    env.invalidate_all()
    return number


def _cut_bare(env, partner, loser, heir):
    env.cr.execute(
        """
        DELETE FROM mail_followers WHERE res_model = 'sale.order'
           AND res_id IN (SELECT id FROM bench_document);
        UPDATE sale_order SET user_id = %(heir)s, access_token = gen_random_uuid()
         WHERE partner_id = %(partner)s;
        UPDATE mail_activity SET user_id = %(heir)s WHERE res_model = 'sale.order'
           AND res_id IN (SELECT id FROM bench_document) AND user_id = %(user)s;
        DELETE FROM mail_notification WHERE mail_message_id IN (
            SELECT id FROM mail_message WHERE model = 'sale.order'
               AND res_id IN (SELECT id FROM bench_document)
        );
        """,
        {"heir": heir, "partner": partner.id, "user": loser},
    )


def _left(env, loser):
    """How many documents the person follows, owns and has an activity on."""
    env.cr.execute(
        """
        SELECT (SELECT count(*) FROM mail_followers
                 WHERE res_model = 'sale.order' AND partner_id =
                       (SELECT partner_id FROM res_users WHERE id = %(user)s)),
               (SELECT count(*) FROM sale_order JOIN bench_document USING (id)
                 WHERE user_id = %(user)s),
               (SELECT count(*) FROM mail_activity
                 WHERE res_model = 'sale.order' AND user_id = %(user)s)
        """,
        {"user": loser},
    )
    return env.cr.fetchone()


def _check_cut(env, partner, loser):
    seen = partner.with_user(loser).search_count([("id", "=", partner.id)])
    if seen or any(_left(env, loser)):
        raise RuntimeError(f"Not cut off: {_left(env, loser)}")


def _check_given_back(env, number, loser):
    expected = (number, number, number // RARE)
    if _left(env, loser) != expected:
        raise RuntimeError(f"{_left(env, loser)} given back, not {expected}.")
