from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.modules import module
from odoo.tools import SQL
from odoo.tools.translate import get_translation

from ..tools import knowledge
from .customer_confidentiality_seen import are_seen
from .customer_confidentiality_trust import (
    COUNTED,
    SEEN_BEFORE,
    TRUE_NAMES,
    HiddenRecordError,
    has_trust,
    is_going_on,
)

OPEN = "0"
PEOPLE = ("res.partner", "res.users")
ENABLED = "customer_policy.confidentiality"
MASKED_TEXTS = "customer_masked_texts"
BY_MODEL = "customer_policy.by_model"
EVER_CLASSIFIED = "customer_policy.ever_classified"
ACTIVE = "customer_policy.active"


class HiddenPart:
    """A parameter that stands in a query for "not hidden", to be replaced."""

    def __init__(self, sql):
        self.sql = sql


class _OldSnapshotError(Exception):
    pass


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
    """:return: {model: names of text fields that show as a code}, of a few models, and
        of none where there is nobody to hide

    Asked for each column of each query, so it is kept for the transaction.
    """
    texts = env.cr.cache.get(MASKED_TEXTS)
    if texts is None:
        texts = {}
        if is_active(env):
            texts = env["customer.confidentiality"]._masked_texts()
        env.cr.cache[MASKED_TEXTS] = texts
    return texts


def of_model(env, method, model_name):
    """What a method of ``customer.confidentiality`` says of a model: it is asked once.

    The caches of the registry answer as well, but their keys take longer to make than
    most of what is asked takes to answer.
    """
    answers = env.cr.cache.get(BY_MODEL)
    if answers is None:
        answers = env["customer.confidentiality"]._answers_by_model()
        env.cr.cache[BY_MODEL] = answers
    key = (method, model_name)
    try:
        return answers[key]
    except KeyError:
        answer = getattr(env["customer.confidentiality"], method)(model_name)
        answers[key] = answer
        return answer


def forget_answers(env):
    """What the transaction remembers of who is classified and of the settings."""
    for key in (ACTIVE, MASKED_TEXTS, BY_MODEL):
        env.cr.cache.pop(key, None)


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
    @tools.ormcache()
    def _answers_by_model(self):
        """What ``of_model`` was told, until a setting or the registry changes."""
        return {}

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
                    SELECT FROM customer_policy_classified
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
        forget_answers(self.env)

    @api.model
    def _announce(self):
        """Tell all workers before the first classification ever takes effect.

        Until then queries leave the condition out. Those that begin after this commit
        have it, and the classification commits later.
        """
        if self._anybody_classified() or module.current_test:
            return
        registry = self.env.registry
        # What installs holds tables that another connection would wait for in vain;
        # workers come to know the add-on only when that is over.
        if not registry.ready:
            self._keep_announced(self.env.cr)
            registry.clear_cache("default", "groups")
            return
        with registry.cursor() as cr:
            self._keep_announced(cr)
        registry.clear_cache("default", "groups")
        registry.signal_changes()

    @api.model
    def _keep_announced(self, cr):
        cr.execute(
            "INSERT INTO ir_config_parameter (key, value) VALUES (%s, 'True')"
            " ON CONFLICT (key) DO NOTHING",
            [EVER_CLASSIFIED],
        )

    @api.model
    def _sees_all(self):
        """Whether Odoo works by itself, or with what nobody gets to see."""
        return (
            self.env.uid == SUPERUSER_ID
            or has_trust(self.env, TRUE_NAMES)
            # What is active is enabled, and known already in most cases.
            or not (self.env.cr.cache.get(ACTIVE) or self._is_enabled())
        )

    @api.model
    def _hides_nobody(self):
        return not is_active(self.env) or self._sees_all()

    @api.model
    def _clearance(self, user=None):
        """The level that a user's groups clear them for; a hold does not show here."""
        return self._clearance_of(user.id if user else self.env.uid)

    # Forgotten with what Odoo keeps of a user's groups.
    @api.model
    @tools.ormcache("user_id")
    def _clearance_of(self, user_id):
        groups = set(self.env["res.users"].browse(user_id)._get_group_ids())
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
        if self._sees_all() or are_seen(partners.env, partners._ids):
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
        )
        return {user_id for (user_id,) in self.env.execute_query(sql)}

    @api.model
    @tools.ormcache()
    def _fields_of_knowledge(self):
        """What decides whether somebody knows a customer, for queries to flush.

        Grants and holds are flushed as soon as they change, service teams are written
        at once.
        """
        partner = self.env["res.partner"]._fields
        return (
            partner["commercial_partner_id"],
            partner["confidentiality_level"],
            partner["parent_id"],
            partner["user_id"],
        )

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
        forget_answers(self.env)
        self._invalidate()


def _visible(model, alias, _query):
    if is_going_on(model.env, SEEN_BEFORE):
        return SQL("TRUE")
    confidentiality = model.env["customer.confidentiality"]
    hidden = confidentiality._hidden_sql(alias)
    if has_trust(model.env, COUNTED) and not confidentiality._hides_nobody():
        return SQL("%s", HiddenPart(confidentiality._one_of_hidden_sql(alias)))
    # Never NULL. Like this PostgreSQL does not look into it for an index that serves.
    return SQL("COALESCE(NOT %s, FALSE)", hidden)


def _none_hidden(partners):
    """Whether the cache says so already: it stands in the way of every list."""
    return are_seen(partners.env, partners._ids)


def _is_visible(partner):
    return (
        not partner.confidentiality_hidden
        or partner.env["customer.confidentiality"]._sees_all()
    )
