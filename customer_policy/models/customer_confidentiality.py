from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.exceptions import AccessError, MissingError
from odoo.modules import module
from odoo.tools import SQL
from odoo.tools.translate import get_translation

from ..tools import knowledge

OPEN = "0"
ENABLED = "customer_policy.confidentiality"
MASKED_TEXTS = "customer_masked_texts"
EVER_CLASSIFIED = "customer_policy.ever_classified"
ACTIVE = "customer_policy.active"
TRUE_NAMES = "customer_true_names"
# A search for contacts of which this transaction knows already that they show.
SEEN_BEFORE = "customer_seen_before"
# A search whose query shall tell hidden records apart.
COUNTED = "customer_counted"


class _Trusted(str):
    """A context value that no request can bring: it is compared by identity."""

    __slots__ = ()


_TRUSTED = _Trusted("trusted")


class HiddenPart:
    """A parameter that stands in a query for "not hidden", to be replaced."""

    def __init__(self, sql):
        self.sql = sql


class _OldSnapshotError(Exception):
    pass


class HiddenRecordError(MissingError, AccessError):
    """Says of a hidden record just what is said of one that does not exist.

    The ORM catches ``AccessError`` where it may go on without a record; people and
    programs must see ``MissingError``.
    """


# The name travels to the client.
HiddenRecordError.__name__ = HiddenRecordError.__qualname__ = "MissingError"
HiddenRecordError.__module__ = "odoo.exceptions"


def with_trust(records, key):
    """The same records, with a ``key`` in their context that ``has_trust`` knows."""
    return records.with_context(**{key: _TRUSTED})


def has_trust(env, key):
    return env.context.get(key) is _TRUSTED


def is_active(env):
    """Whether there is anybody to hide: asked at every turn, so without a detour.

    A transaction sees no classification but its own, so one answer serves it.
    """
    active = env.cr.cache.get(ACTIVE)
    if active is None:
        active = env["customer.confidentiality"]._is_active()
        env.cr.cache[ACTIVE] = active
    return active


def masked_texts(env):
    """:return: {model: names of text fields that show as a code}, of a few models

    Asked for each column of each query, so it is kept for the transaction.
    """
    texts = env.cr.cache.get(MASKED_TEXTS)
    if texts is None:
        texts = env["customer.confidentiality"]._masked_texts()
        env.cr.cache[MASKED_TEXTS] = texts
    return texts


def true_names(records):
    """The same records, telling true names: for values that are stored."""
    return with_trust(records, TRUE_NAMES)


class CustomerConfidentiality(models.AbstractModel):
    """The one place that knows which customers are hidden from whom.

    Everybody else asks here: the rules of every model, masked names, the check of
    ids that come in. The answer depends on ``env.uid`` alone, also under ``sudo()``:
    a label read with the rights of the superuser is read for a person.

    It lives in SQL (``tools/knowledge.py``), evaluated with the query it is part of.
    Nothing about the user is cached, so that a grant that ends or a hold that begins
    works at once.
    """

    _name = "customer.confidentiality"
    _description = "Who Knows Which Customer"

    def init(self):
        knowledge.create_functions(self.env.cr)

    # ------------------------------------------------------------------ who sees whom

    @api.model
    @tools.ormcache(cache="groups")
    def _is_enabled(self):
        """The switch for the whole layer; whatever is not a clear "no" means yes."""
        value = self.env["ir.config_parameter"].sudo().get_param(ENABLED, "True")
        return value not in ("False", "0", "")

    @api.model
    def _is_active(self):
        """Whether there is anybody to hide.

        Where nobody is classified, neither rule nor mask is there at all.
        """
        return self._anybody_classified() and self._is_enabled()

    @api.model
    def _anybody_classified(self):
        if self.env.cr.cache.get(EVER_CLASSIFIED):
            return True
        try:
            return self._look_for_classified()
        except _OldSnapshotError:
            return True  # to look in vain costs little, not to look might tell

    # Like the switch, in a cache that the change of a country or of a parameter leaves
    # alone: what has nothing to do with customers shall not cost a query.
    @api.model
    @tools.ormcache(cache="groups")
    def _look_for_classified(self):
        """Whether anybody is, or ever was.

        :raise _OldSnapshotError: instead of a "no" that may be out of date. It must not
            be kept: this worker was told of changes that its transaction does not see.
        """
        [[found, sequence]] = self.env.execute_query(
            SQL(
                """
                SELECT EXISTS (
                    SELECT FROM res_partner WHERE confidentiality_level > '0'
                ) OR EXISTS (
                    SELECT FROM ir_config_parameter WHERE key = %s
                ), (SELECT max(id) FROM orm_signaling_groups)
                """,
                EVER_CLASSIFIED,
            )
        )
        known = self.env.registry.cache_sequences.get("groups", sequence)
        if not found and sequence != known and not module.current_test:
            raise _OldSnapshotError
        return found

    @api.model
    def _note_classified(self):
        """Somebody is about to be: from here on this transaction looks."""
        if not self._anybody_classified():
            self.env.registry.clear_cache("default", "groups")
        self.env.cr.cache[EVER_CLASSIFIED] = True
        self.env.cr.cache.pop(ACTIVE, None)

    @api.model
    def _announce(self):
        """Tell all workers before the first classification ever takes effect.

        Until then queries leave the condition out. Those that begin after this commit
        have it, and the classification commits later.
        """
        if self._anybody_classified() or module.current_test:
            return
        registry = self.env.registry
        with registry.cursor() as cr:
            cr.execute(
                "INSERT INTO ir_config_parameter (key, value) VALUES (%s, 'True')"
                " ON CONFLICT (key) DO NOTHING",
                [EVER_CLASSIFIED],
            )
        registry.clear_cache("default", "groups")
        registry.signal_changes()

    @api.model
    def _sees_all(self):
        """Whether Odoo works by itself, or with what nobody gets to see."""
        return (
            self.env.uid == SUPERUSER_ID
            or has_trust(self.env, TRUE_NAMES)
            or not self._is_enabled()
        )

    @api.model
    def _hides_nobody(self):
        return self._sees_all() or not self._anybody_classified()

    @api.model
    def _clearance(self, user=None):
        """The level that a user's groups clear them for; a hold does not show here."""
        groups = set((user or self.env.user)._get_group_ids())
        held = (
            level
            for level, group_id in self._clearance_group_ids().items()
            if group_id in groups
        )
        return max(held, default=OPEN)

    @api.model
    @tools.ormcache()
    def _clearance_group_ids(self):
        ref = self.env["ir.model.data"]._xmlid_to_res_id
        return {
            "1": ref("customer_policy.group_clearance_confidential"),
            "2": ref("customer_policy.group_clearance_secret"),
            "3": ref("customer_policy.group_clearance_top_secret"),
        }

    @api.model
    def _hidden(self, partners):
        """The contacts among ``partners`` that the current user must not know."""
        if self._sees_all():
            return partners.browse()
        hidden = partners.sudo().filtered("confidentiality_hidden")
        return hidden.with_env(partners.env)

    @api.model
    def _hidden_from(self, partners, users, supposed=OPEN):
        """One query, whatever the number of contacts and users.

        :param supposed: a level that all ``partners`` have at least, for "what if"
        :return: for each user, those of ``partners`` that he or she must not know
        """
        levels = {
            partner: max(partner.confidentiality_level or OPEN, supposed)
            for partner in partners.sudo()._origin
        }
        levels = {partner: level for partner, level in levels.items() if level > OPEN}
        if not levels or not users or not self._is_enabled():
            return {user: partners.browse() for user in users}
        now = fields.Datetime.now()
        known, clearances = self._knowledge(
            users, now, partners if supposed > OPEN else None, supposed
        )
        return {
            user: partners.browse(
                partner.id
                for partner, level in levels.items()
                if user.id != SUPERUSER_ID
                and level > clearances[user.id]
                and partner.id not in known[user.id]
            )
            for user in users
        }

    @api.model
    def _knowledge(self, users, now, partners=None, supposed=OPEN):
        """:return: for each user's id, ids of the classified contacts known by role or
        grant, and the level that groups open, none under a hold
        """
        known = SQL("customer_policy_known(reader, %s)", now)
        if partners is not None:
            ids = list(partners._origin._ids)
            known = SQL(
                "customer_policy_known_if(reader, %s, %s, %s)", now, ids, supposed
            )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT reader, %s, customer_policy_clearance(reader, level, %s)
                  FROM unnest(%s, %s::varchar[]) held (reader, level)
                """,
                known,
                now,
                list(users._ids),
                [self._clearance(user) for user in users],
                to_flush=self._fields_of_knowledge(),
            )
        )
        return (
            {user_id: set(ids) for user_id, ids, _level in rows},
            {user_id: level for user_id, _ids, level in rows},
        )

    @api.model
    def _is_own(self, partner, user):
        own = user.sudo().partner_id
        return partner == own or (
            user.share and partner.commercial_partner_id == own.commercial_partner_id
        )

    @api.model
    def _held_ids(self, users):
        """The ids of those whose access is on hold."""
        sql = SQL(
            "SELECT user_id FROM customer_access_hold WHERE user_id IN %s "
            "AND date_from <= %s AND (date_to IS NULL OR date_to > %s)",
            users._ids or (0,),
            fields.Datetime.now(),
            fields.Datetime.now(),
            to_flush=self.env["customer.access.hold"]._fields_of_knowledge(),
        )
        return {user_id for (user_id,) in self.env.execute_query(sql)}

    @api.model
    def _fields_of_knowledge(self):
        """What decides whether somebody knows a customer, for queries to flush."""
        partner = self.env["res.partner"]._fields
        names = (
            "commercial_partner_id",
            "confidentiality_level",
            "parent_id",
            "service_user_ids",
            "user_id",
        )
        return [
            *(partner[name] for name in names),
            *self.env["customer.access.grant"]._fields_of_knowledge(),
            *self.env["customer.access.hold"]._fields_of_knowledge(),
        ]

    @api.model
    def _hidden_error(self, record):
        """The ORM's own words for a record that does not exist."""
        lang = self.env.lang or "en_US"
        lines = (
            get_translation(
                "base", lang, "Record does not exist or has been deleted.", ()
            ),
            get_translation(
                "base",
                lang,
                "(Record: %(record)s, User: %(user)s)",
                {"record": str(record), "user": self.env.uid},
            ),
        )
        return HiddenRecordError("\n".join(lines))

    # -------------------------------------------------------------------------- upkeep

    @api.model
    def _invalidate(self):
        """After a level, a grant, a hold or a setting changed in this transaction."""
        self.env["res.partner"].invalidate_model(["confidentiality_hidden"])
        self.env.flush_all()
        for model in ("res.partner", "res.users"):
            self.env[model].invalidate_model(["display_name"])

    @api.model
    def _forget(self):
        """After what is cached in the registry changed: in all workers."""
        self.env.registry.clear_cache("default", "groups")
        self.env.cr.cache.pop(MASKED_TEXTS, None)
        self.env.cr.cache.pop(ACTIVE, None)
        self._invalidate()


def _visible(model, alias, _query):
    if has_trust(model.env, SEEN_BEFORE):
        return SQL("TRUE")
    confidentiality = model.env["customer.confidentiality"]
    hidden = confidentiality._hidden_sql(alias)
    if has_trust(model.env, COUNTED) and not confidentiality._hides_nobody():
        return SQL("%s", HiddenPart(hidden))
    return SQL("NOT %s", hidden)


def _none_hidden(partners):
    """Whether the cache says so already: it stands in the way of every list."""
    hidden = partners._fields["confidentiality_hidden"]._get_cache(partners.env)
    return all(hidden.get(partner_id) is False for partner_id in partners._ids)


def _is_visible(partner):
    return (
        not partner.confidentiality_hidden
        or partner.env["customer.confidentiality"]._sees_all()
    )
