from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import split_every

WATCHED = "customer_policy.watched_requests"
CHUNK = 500
PEOPLE = ("decider_ids", "copied_user_ids")
FOLLOWED = (
    "kind",
    "name",
    "requester_id",
    "company_id",
    "role_id",
    "deadline",
    "may_approve",
    "may_reject",
    "needs_opinion",
)


class CustomerPolicyRequest(models.Model):
    """Rows follow their documents, set-wise, and as often as one likes."""

    _inherit = "customer.policy.request"

    # --------------------------------------------------------------------- business

    @api.model
    def _watch(self, documents):
        """Look at documents at the end of the transaction, however many they are."""
        if not documents:
            return
        precommit = self.env.cr.precommit
        if WATCHED not in precommit.data:
            precommit.data[WATCHED] = {}
            precommit.add(
                self.env(user=SUPERUSER_ID, context={})[self._name]._sync_watched
            )
        seen = precommit.data[WATCHED].setdefault(documents._name, {})
        seen.update(dict.fromkeys(documents._ids, self.env.uid))

    @api.model
    def _sync_watched(self):
        watched = self.env.cr.precommit.data.pop(WATCHED, {})
        for model, actors in watched.items():
            self._sync(model, list(actors), actors)

    @api.model
    def _sync(self, model, ids, actors=None, certain=True):
        """Create, change and close the rows of documents.

        :param actors: {id of a document: id of who acted on it}
        :param certain: whether the transaction holds the documents; where it does
            not, those that somebody else is at are left for the next time
        """
        requests = self.env(user=SUPERUSER_ID, context={})[self._name]
        documents = requests.env[model].with_context(active_test=False)
        documents = documents.browse(ids).exists()
        pending = documents.filtered_domain(documents._request_pending_domain())
        matters = pending._request_matters() if pending else {}
        rows = requests.search(
            [
                ("res_model", "=", model),
                ("res_id", "in", ids),
                ("state", "=", "pending"),
            ]
        )
        known = {(row.res_id, row.step): row for row in rows}
        over = rows.filtered(lambda row: (row.res_id, row.step) not in matters)
        over._close(actors or {})
        told = requests._follow(known, matters)
        new = [key for key in matters if key not in known]
        if new and not certain:
            free = documents.browse({key[0] for key in new}).try_lock_for_update()
            new = [key for key in new if key[0] in free._ids]
        told.update(requests._open(model, {key: matters[key] for key in new}))
        requests._tell_deciders(told, actors or {})

    @api.model
    def _open(self, model, matters):
        """:return: {row: users to tell}"""
        rows = self.create(
            [
                {
                    "res_model": model,
                    "res_id": res_id,
                    "step": step,
                    **self._column_values(values),
                    **{name: [(6, 0, values[name].ids)] for name in PEOPLE},
                }
                for (res_id, step), values in matters.items()
            ]
        )
        return {row: row.decider_ids for row in rows}

    @api.model
    def _column_values(self, values):
        return {
            name: values[name].id
            if isinstance(values[name], models.BaseModel)
            else values[name]
            for name in FOLLOWED
        }

    @api.model
    def _follow(self, known, matters):
        """Deciders come and go: leave begins, a stand-in takes over.

        :return: {row: users to tell, who can decide only now}
        """
        told = {}
        for key, row in known.items():
            if key not in matters:
                continue
            values = matters[key]
            changed = {
                name: value
                for name, value in self._column_values(values).items()
                if row._fields[name].convert_to_write(row[name], row) != value
            }
            added = values["decider_ids"] - row.decider_ids
            if values["decider_ids"] != row.decider_ids:
                changed["decider_ids"] = [(6, 0, values["decider_ids"].ids)]
            # Copies are only added: somebody may have sent one by hand.
            if copied := values["copied_user_ids"] - row.copied_user_ids:
                changed["copied_user_ids"] = [(4, user.id) for user in copied]
            if changed:
                row.write(changed)
            if added:
                told[row] = added
        return told

    def _close(self, actors):
        """What was decided, or came to nothing, beside the inbox."""
        for model, rows in self.grouped("res_model").items():
            documents = self.env[model].browse(rows.mapped("res_id"))
            outcomes = documents._request_outcomes()
            for row in rows:
                actor = actors.get(row.res_id)
                outcome = outcomes.get((row.res_id, row.step))
                row._conclude(
                    outcome or outcomes.get(row.res_id),
                    self.env["res.users"].browse(
                        actor if actor != SUPERUSER_ID else False
                    ),
                )

    def _conclude(self, outcome, user, opinion=None):
        """The end of rows: who decided is on the document where it is a secret."""
        told = self.filtered(
            lambda row: self.env[row.res_model]._request_names_deciders
        )
        values = {
            "state": "decided" if outcome else "withdrawn",
            "outcome": outcome,
            "opinion": opinion,
            "date_decided": fields.Datetime.now(),
        }
        rows = self.with_user(SUPERUSER_ID)
        rows.write(values)
        if outcome:
            told.with_user(SUPERUSER_ID).write({"decided_by_id": user.id})
        rows._drop_activities()
        if outcome:
            rows._tell_outcome(user)

    def _drop_activities(self):
        """What asked for a decision that is made, whoever else was asked."""
        for model, rows in self.grouped("res_model").items():
            types = self.env["mail.activity.type"]
            for xmlid in self.env[model]._request_activity_types:
                types |= self.env.ref(xmlid, raise_if_not_found=False) or types
            ids = set(rows.mapped("res_id")) - set(self._waiting_ids(model, rows))
            if types and ids:
                self.env["mail.activity"].search(
                    [
                        ("res_model", "=", model),
                        ("res_id", "in", list(ids)),
                        ("activity_type_id", "in", types.ids),
                    ]
                ).unlink()

    @api.model
    def _waiting_ids(self, model, rows):
        """Documents that wait for the next step already keep what asks for it."""
        documents = self.env[model].browse(rows.mapped("res_id")).exists()
        domain = documents._request_pending_domain()
        return documents.filtered_domain(domain)._ids

    @api.model
    def _forget(self, model, ids):
        """Documents are deleted, and their rows with them."""
        self.env(user=SUPERUSER_ID, context={})[self._name].search(
            [("res_model", "=", model), ("res_id", "in", ids)]
        ).unlink()

    # ------------------------------------------------------------------------- cron

    @api.model
    def _cron_refresh(self):
        """People come and go without the document being touched."""
        todo = []
        for model in self.env["customer.policy.request.mixin"]._request_models():
            ids = self._ids_to_refresh(model)
            todo += [(model, list(chunk)) for chunk in split_every(CHUNK, ids)]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(todo))
        for model, chunk in todo:
            self._sync(model, chunk, certain=False)
            if not cron._commit_progress(1):
                break

    @api.model
    def _ids_to_refresh(self, model):
        """What waits, and what an open row says waits."""
        documents = self.env[model].with_context(active_test=False)
        waiting = documents.search(documents._request_pending_domain(), order="id").ids
        rows = self.search_fetch(
            [("res_model", "=", model), ("state", "=", "pending")], ["res_id"]
        )
        return sorted({*waiting, *rows.mapped("res_id")})
