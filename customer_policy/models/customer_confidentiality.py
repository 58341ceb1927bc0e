from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.translate import get_translation

OPEN = "0"
ENABLED = "customer_policy.confidentiality"
TRUE_NAMES = "customer_true_names"


class _Trusted(str):
    """A context value that no request can bring: it is compared by identity."""

    __slots__ = ()


_TRUSTED = _Trusted("trusted")


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


def true_names(records):
    """The same records, telling true names: for values that are stored."""
    return with_trust(records, TRUE_NAMES)


class CustomerConfidentiality(models.AbstractModel):
    """The one place that knows which customers are hidden from whom.

    Everybody else asks here: the rules of every model, masked names, the check of
    ids that come in. The answer depends on ``env.uid`` alone, also under ``sudo()``:
    a label read with the rights of the superuser is read for a person.

    It lives in SQL, evaluated with the query it is part of. Nothing about the user is
    cached, so that a grant that ends or a hold that begins works at once.
    """

    _name = "customer.confidentiality"
    _description = "Who Knows Which Customer"

    # ------------------------------------------------------------------ who sees whom

    @api.model
    def _is_enabled(self):
        """The switch for the whole layer; whatever is not a clear "no" means yes."""
        value = self.env["ir.config_parameter"].sudo().get_param(ENABLED, "True")
        return value not in ("False", "0", "")

    @api.model
    def _is_active(self):
        """Whether there is anybody to hide.

        Only work that would be in vain is spared by asking this. Rules and the masks
        of contacts do not: they look at the level itself.
        """
        return self._anybody_classified() and self._is_enabled()

    @api.model
    @tools.ormcache()
    def _anybody_classified(self):
        sql = "SELECT EXISTS (SELECT 1 FROM res_partner WHERE confidentiality_level > %s)"
        return self.env.execute_query(SQL(sql, OPEN))[0][0]

    @api.model
    def _sees_all(self):
        return self.env.uid == SUPERUSER_ID or not self._is_enabled()

    @api.model
    def _shows_true_names(self):
        return has_trust(self.env, TRUE_NAMES) or self._sees_all()

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
        return partners.filtered(lambda partner: partner.sudo().confidentiality_hidden)

    @api.model
    def _hidden_from(self, partners, users, supposed=OPEN):
        """Two queries, whatever the number of contacts and users.

        :param supposed: a level that all ``partners`` have at least, for "what if"
        :return: for each user, those of ``partners`` that he or she must not know
        """
        levels = {
            partner: max(partner.confidentiality_level or OPEN, supposed)
            for partner in partners.sudo()._origin
        }
        levels = {partner: level for partner, level in levels.items() if level > OPEN}
        if not levels or not self._is_enabled():
            return {user: partners.browse() for user in users}
        known = self._known_ids(users, partners if supposed > OPEN else (), supposed)
        held = self._held_ids(users)
        return {
            user: partners.browse(
                partner.id
                for partner, level in levels.items()
                if user.id != SUPERUSER_ID
                and not self._is_own(partner, user)
                and (
                    user.id in held
                    or level > self._clearance(user)
                    and partner.id not in known[user.id]
                )
            )
            for user in users
        }

    @api.model
    def _is_own(self, partner, user):
        own = user.sudo().partner_id
        return partner == own or (
            user.share and partner.commercial_partner_id == own.commercial_partner_id
        )

    @api.model
    def _known_ids(self, users, partners=(), supposed=OPEN):
        """:return: {user id: ids of classified contacts known by role or grant}"""
        known = {user.id: set() for user in users}
        sql = self._known_sql(users._ids, [p.id for p in partners], supposed)
        for user_id, partner_id in self.env.execute_query(sql):
            known[user_id].add(partner_id)
        return known

    @api.model
    def _held_ids(self, users):
        """The ids of those whose access is on hold."""
        sql = SQL(
            "SELECT user_id FROM customer_access_hold WHERE user_id IN %s AND %s",
            users._ids or (0,),
            self._hold_is_on_sql(),
        )
        return {user_id for (user_id,) in self.env.execute_query(sql)}

    @api.model
    def _hidden_sql(self, alias):
        """The condition under which a row of ``res_partner`` is hidden from the user.

        A contact that nobody classified costs one comparison: PostgreSQL looks at the
        rest, and runs the subqueries, only when it meets a classified one.
        """
        if self._sees_all():
            return SQL("FALSE")
        partner = self.env["res.partner"]._fields
        return SQL(
            """(%(p)s.confidentiality_level > %(open)s
            AND %(p)s.id IS DISTINCT FROM (
                SELECT partner_id FROM res_users WHERE id = %(uid)s
            )
            AND %(p)s.commercial_partner_id IS DISTINCT FROM (
                SELECT own.commercial_partner_id
                  FROM res_users JOIN res_partner own ON own.id = partner_id
                 WHERE res_users.id = %(uid)s AND res_users.share
            )
            AND (
                EXISTS (
                    SELECT 1 FROM customer_access_hold
                     WHERE user_id = %(uid)s AND %(hold_is_on)s
                )
                OR (
                    %(p)s.confidentiality_level > %(clearance)s
                    AND %(p)s.id NOT IN (SELECT known.id FROM (%(known)s) known)
                )
            ))""",
            p=SQL.identifier(alias),
            open=OPEN,
            uid=self.env.uid,
            hold_is_on=self._hold_is_on_sql(),
            clearance=self._clearance(),
            known=self._known_sql((self.env.uid,)),
            to_flush=[
                partner["confidentiality_level"],
                partner["commercial_partner_id"],
                partner["parent_id"],
                partner["user_id"],
            ],
        )

    @api.model
    def _hold_is_on_sql(self):
        return SQL(
            "date_from <= %(now)s AND (date_to IS NULL OR date_to > %(now)s)",
            now=fields.Datetime.now(),
            to_flush=self.env["customer.access.hold"]._fields_of_knowledge(),
        )

    @api.model
    def _known_sql(self, user_ids, partner_ids=(), supposed=OPEN):
        """SELECT of user_id and id: classified contacts known by role or by grant.

        The account manager is that of the company, not of a single contact. All reaches
        down to subsidiaries and contacts, as far as the level of each allows.

        :param partner_ids: contacts taken to be on level ``supposed`` at least
        """

        def level(alias):
            column = SQL.identifier(alias, "confidentiality_level")
            if not partner_ids:
                return column
            return SQL(
                "CASE WHEN %s IN %s THEN GREATEST(%s, %s) ELSE %s END",
                SQL.identifier(alias, "id"),
                tuple(partner_ids),
                column,
                supposed,
                column,
            )

        raised = SQL("p.confidentiality_own_level > %s", OPEN)
        if partner_ids:
            raised = SQL("(%s OR p.id IN %s)", raised, tuple(partner_ids))
        return SQL(
            """
            WITH RECURSIVE known (user_id, id, reason, level) AS (
                SELECT p.user_id, p.id, 'manager', NULL::varchar
                  FROM res_partner p
                 WHERE p.user_id IN %(users)s AND p.id = p.commercial_partner_id
                   AND %(p_level)s > %(open)s
                 UNION
                SELECT company.user_id, p.id, 'manager', NULL
                  FROM res_partner p
                  JOIN res_partner company ON company.id = p.commercial_partner_id
                 WHERE p.id <> p.commercial_partner_id AND company.user_id IN %(users)s
                   AND %(raised)s
                 UNION
                SELECT team.user_id, p.id, 'team', NULL
                  FROM res_partner_service_user_rel team
                  JOIN res_partner p ON p.id = team.partner_id
                 WHERE team.user_id IN %(users)s AND %(p_level)s > %(open)s
                 UNION
                SELECT user_id, partner_id, 'grant', level
                  FROM customer_access_grant
                 WHERE user_id IN %(users)s AND state = 'granted'
                   AND date_from <= %(now)s AND date_to > %(now)s
                 UNION
                SELECT known.user_id, child.id, known.reason, known.level
                  FROM known JOIN res_partner child ON child.parent_id = known.id
                 WHERE %(child_level)s > %(open)s
            )
            SELECT known.user_id, known.id
              FROM known
              JOIN res_partner p ON p.id = known.id
              JOIN customer_confidentiality_level setting
                ON setting.level = %(p_level)s
             WHERE (known.reason = 'manager' AND setting.know_account_manager)
                OR (known.reason = 'team' AND setting.know_service_team)
                OR (known.reason = 'grant' AND known.level >= %(p_level)s)
            """,
            users=tuple(user_ids) or (0,),
            open=OPEN,
            now=fields.Datetime.now(),
            raised=raised,
            p_level=level("p"),
            child_level=level("child"),
            to_flush=[
                *self.env["customer.access.grant"]._fields_of_knowledge(),
                self.env["res.partner"]._fields["service_user_ids"],
                self.env["res.partner"]._fields["confidentiality_level"],
                self.env["res.partner"]._fields["user_id"],
                self.env["res.partner"]._fields["parent_id"],
            ],
        )

    # ---------------------------------------------------------------- hidden documents

    @api.model
    def _domain(self, model_name):
        """What the rules of every model gain. The same for all: no user stands in it."""
        return self._domains().get(model_name, Domain.TRUE)

    @api.model
    @tools.ormcache()
    def _domains(self):
        return {
            name: _visible_documents(tuple(self._partner_fields(name)))
            for name in self.env.registry
            if self._partner_fields(name)
        } | {"res.partner": Domain.custom(to_sql=_visible, predicate=_is_visible)}

    @api.model
    def _partner_fields(self, model_name):
        """Stored fields to contacts, any of which hides the document when it is hidden."""
        mode, names, _masked = self._settings(model_name)
        return names if mode == "hide" else ()

    @api.model
    def _mask_fields(self, model_name):
        """Fields to contacts that mask a document which stays in place.

        :return: (names of fields to contacts, names of fields with text about them)
        """
        mode, names, masked = self._settings(model_name)
        return (names, masked) if mode == "mask" else ((), ())

    @api.model
    @tools.ormcache("model_name")
    def _settings(self, model_name):
        """:return: (mode, names of fields to contacts, names of text fields)"""
        model = self.env.registry[model_name]
        if model._abstract or model._transient:
            return ("own", (), ())
        exceptions = self.env["customer.confidentiality.model"]._settings_by_model()
        if model_name in exceptions:
            mode, names, masked = exceptions[model_name]
        else:
            mode, names, masked = ("hide", (), ())
        if mode == "own":
            return (mode, (), ())
        found = [name for name in names if _points_at_partner(model._fields.get(name))]
        return (
            mode,
            tuple(found or self._default_partner_fields(model)),
            tuple(name for name in masked if name in model._fields),
        )

    @api.model
    def _default_partner_fields(self, model):
        """``partner_id`` says whose a document is; without one, any contact does."""
        names = [
            name
            for name, field in model._fields.items()
            if field.type == "many2one" and _points_at_partner(field)
        ]
        return ["partner_id"] if "partner_id" in names else names

    @api.model
    @tools.ormcache("model_name")
    def _id_fields(self, model_name):
        """Fields through which an id of a customer, or of its documents, may come in."""
        return frozenset(
            name
            for name, field in self.env.registry[model_name]._fields.items()
            if field.comodel_name in ("res.partner", "res.users")
            or field.type in ("reference", "many2one_reference")
        )

    @api.model
    @tools.ormcache()
    def _masked_models(self):
        """:return: {model that shows codes of hidden customers: its fields to them}"""
        return {
            name: names
            for name in self.env.registry
            if (names := self._mask_fields(name)[0])
            and self.env.registry[name]._auto
        }

    @api.model
    def _hidden_records(self, records):
        """The records that the user must not see because of a customer.

        A portal user's record in ``res.users`` goes with its contact.
        """
        if not records or self._sees_all():
            return records.browse()
        if records._name == "res.partner":
            return self._hidden(records)
        if records._name == "res.users":
            return records.filtered(
                lambda u: u.sudo().share and u.sudo().partner_id.confidentiality_hidden
            )
        names = self._partner_fields(records._name)
        if not names or not self._is_active():
            return records.browse()
        return records.filtered(lambda record: _hides(record.sudo(), names))

    @api.model
    def _masked_records(self, records):
        """Records that stay in place although the user must not know their customer."""
        names, _masked = self._mask_fields(records._name)
        if not names or not records or self._sees_all() or not self._is_active():
            return records.browse()
        return records.filtered(lambda record: _hides(record.sudo(), names))

    @api.model
    def _code(self, record):
        """The code of the hidden customer that a record is or belongs to."""
        record = record.sudo()
        if record._name == "res.partner":
            return record.confidential_code or ""
        if record._name == "res.users":
            return record.partner_id.confidential_code or ""
        partners = (record[name] for name in self._settings(record._name)[1])
        hidden = (partner for partner in partners if _any_hidden(partner))
        return next(hidden, self.env["res.partner"])[:1].confidential_code or ""

    @api.model
    def _masked_name(self, record):
        """The name of a record for somebody who must not know its customer."""
        mode, _names, masked = self._settings(record._name)
        if mode == "mask" and "name" in record._fields and "name" not in masked:
            return record.sudo().name or self._code(record)
        return self._code(record)

    @api.model
    def _hidden_error(self, record):
        """The ORM's own words for a record that does not exist."""
        lang = self.env.lang or "en_US"
        lines = (
            get_translation("base", lang, "Record does not exist or has been deleted.", ()),
            get_translation(
                "base",
                lang,
                "(Record: %(record)s, User: %(user)s)",
                {"record": str(record), "user": self.env.uid},
            ),
        )
        return HiddenRecordError("\n".join(lines))

    @api.model
    def _refers_to_hidden_sql(self, model, alias, names, query):
        """The condition under which one of the fields ``names`` holds a hidden contact.

        Negated it is an anti-join for each field, which PostgreSQL plans well.
        """
        hidden = self._hidden_sql("hidden_partner")
        return SQL(
            "(%s)",
            SQL(" OR ").join(
                SQL(
                    "EXISTS (SELECT 1 FROM res_partner hidden_partner WHERE %s AND %s)",
                    _refers_sql(model, alias, name, query),
                    hidden,
                )
                for name in names
            ),
        )

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
        self.env.registry.clear_cache()
        self._invalidate()


def _points_at_partner(field):
    return (
        field is not None
        and field.comodel_name == "res.partner"
        and field.type in ("many2one", "many2many")
        and field.store
        and not field.company_dependent
    )


def _any_hidden(partners):
    return any(partner.confidentiality_hidden for partner in partners)


def _hides(record, names):
    return any(_any_hidden(record[name]) for name in names)


def _visible(model, alias, _query):
    return SQL("NOT %s", model.env["customer.confidentiality"]._hidden_sql(alias))


def _is_visible(partner):
    return not partner.confidentiality_hidden


def _visible_documents(names):
    """The documents whose fields ``names`` hold no hidden contact."""

    def to_sql(model, alias, query):
        confidentiality = model.env["customer.confidentiality"]
        if confidentiality._sees_all():
            return SQL("TRUE")
        return SQL(
            "NOT %s", confidentiality._refers_to_hidden_sql(model, alias, names, query)
        )

    return Domain.custom(to_sql=to_sql, predicate=lambda record: not _hides(record, names))


def _refers_sql(model, alias, name, query):
    field = model._fields[name]
    if field.type == "many2one":
        column = model.sudo()._field_to_sql(alias, name, query)
        return SQL("hidden_partner.id = %s", column)
    return SQL(
        "hidden_partner.id IN (SELECT %s FROM %s WHERE %s = %s)",
        SQL.identifier(field.column2),
        SQL.identifier(field.relation),
        SQL.identifier(field.column1),
        SQL.identifier(alias, "id"),
        to_flush=field,
    )
