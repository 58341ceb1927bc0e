"""What is written when secrets are read, and that other models know nothing of it."""

import client
from client import Side
from common import environment
from confidentiality_data import CLEARED, MANAGER, user_id
from grading_contacts import PAGE

# Models without a field that leads to a partner: values to create and to write.
OTHERS = {
    "res.country": ({"name": "Bench", "code": "ZY"}, {"phone_code": 999}),
    "product.category": ({"name": "Bench"}, {"name": "Bench 2"}),
    "crm.tag": ({"name": "Bench"}, {"name": "Bench 2"}),
    "uom.uom": ({"name": "Bench"}, {"name": "Bench 2"}),
}


def log(databases, _runs):
    """One insert more than the same reading of open customers."""
    database = databases.classified
    user = user_id(database, CLEARED)
    columns = client.shown_fields(database, user, "base.view_partner_tree", "list")
    with environment(database) as env:
        secret, open_ones = _some_ids(env)
        many = len(secret)

    def read(ids):
        def ask(env):
            env["res.partner"].browse(ids).web_read(columns)
            env.cr.precommit.run()  # where the log is written

        return Side(database, user, ask)

    one = client.compare_queries(
        f"{many} classified read by who is cleared", read(secret), read(open_ones)
    )
    yield one._replace(goal="1 insert more", met=one.ours - one.reference <= 1)


def _some_ids(env):
    """Ids of classified companies and of as many open ones."""
    env.cr.execute(
        "SELECT id FROM bench_classified WHERE is_root AND known IS NULL"
        " ORDER BY id LIMIT %s",
        (PAGE,),
    )
    secret = [partner_id for (partner_id,) in env.cr.fetchall()]
    env.cr.execute(
        "SELECT id FROM res_partner WHERE is_company AND parent_id IS NULL"
        " AND customer_rank > 0 AND id NOT IN (SELECT id FROM bench_classified)"
        " ORDER BY id LIMIT %s",
        (len(secret),),
    )
    return secret, [partner_id for (partner_id,) in env.cr.fetchall()]


def others(databases, _runs):
    """No query more."""
    user = user_id(databases.reference, MANAGER)
    for model, (created, written) in OTHERS.items():

        def ask(env, model=model, created=created, written=written):
            record = env[model].create(created)
            env.flush_all()
            record.write(written)
            env.flush_all()

        yield client.compare_queries(
            f"{model} created, written",
            Side(databases.classified, user, ask),
            Side(databases.reference, user, ask),
            goal=1,
        )
