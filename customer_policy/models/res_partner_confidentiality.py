import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.orm.domains import DomainCondition
from odoo.tools import SQL, OrderedSet
from odoo.tools.sql import column_exists

from ..tools import classified
from ..tools.internal_users import internal_users
from .customer_confidentiality import (
    OPEN,
    is_active,
)
from .customer_confidentiality_seen import are_seen, note_seen
from .customer_confidentiality_trust import (
    SEEN_BEFORE,
    TRUE_NAMES,
    has_trust,
    meanwhile,
)

LEVELS = [
    (OPEN, "Open"),
    ("1", "Confidential"),
    ("2", "Secret"),
    ("3", "Top Secret"),
]
# Neither vowels, which would make words, nor what is mistaken for something else.
CODE_ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXZ"
CODE_LENGTH = 8
KNOWN_BY_ROLE = ("user_id", "service_user_ids")


class ResPartner(models.Model):
    """The customer's secrecy. Who knows whom is in ``customer.confidentiality``."""

    _inherit = "res.partner"

    service_user_ids = fields.Many2many(
        "res.users",
        "res_partner_service_user_rel",
        "partner_id",
        "user_id",
        "Service Team",
        domain=internal_users,
        groups="base.group_user",
        help="The people who serve this customer, beside the account manager.",
    )
    executive_sponsor_id = fields.Many2one(
        "res.users",
        domain=[("share", "=", False)],
        prefetch=False,
        groups="base.group_user",
        help="The member of the management who looks after this customer.",
    )
    # Its default is that of the column: creating a user would hand on a default of
    # the ORM to the contact, where it would be refused like any value given.
    confidentiality_own_level = fields.Selection(
        LEVELS,
        "Own Secrecy Level",
        prefetch=False,
        copy=False,
        policy_protected=True,
        groups="base.group_user",
        help="The level given to this contact itself; it may inherit a higher one.",
    )
    confidentiality_level = fields.Selection(
        LEVELS,
        "Secrecy Level",
        compute="_compute_confidentiality_level",
        store=True,
        precompute=True,
        recursive=True,
        prefetch=False,
        copy=False,
        policy_protected=True,
        groups="base.group_user",
        help="The higher of its own level and that of the company it belongs to.",
    )
    confidential_code = fields.Char(
        "Secrecy Code",
        compute="_compute_confidentiality_level",
        store=True,
        precompute=True,
        prefetch=False,
        copy=False,
        policy_protected=True,
        groups="base.group_user",
        help="What those read who must not know the name. It never changes.",
    )
    # The same for a user and for the superuser in his or her name: one cache for both,
    # so that whoever passed the rule is not asked for once more.
    confidentiality_hidden = fields.Boolean(
        compute="_compute_confidentiality_hidden",
        compute_sudo=True,
        groups="base.group_user",
    )
    confidentiality_register_ids = fields.One2many(
        "customer.confidentiality.register", "partner_id", groups="base.group_user"
    )
    confidentiality_until = fields.Date(
        "Classified until",
        compute="_compute_confidentiality_register",
        groups="base.group_user",
    )
    confidentiality_reason = fields.Text(
        "Reason for Secrecy",
        compute="_compute_confidentiality_register",
        groups="base.group_user",
    )

    def _auto_init(self):
        # A million contacts are open: no row needs to be touched to say so. The default
        # in the database also serves whatever inserts contacts without the ORM.
        for name in ("confidentiality_own_level", "confidentiality_level"):
            if not column_exists(self.env.cr, self._table, name):
                self.env.cr.execute(
                    SQL(
                        "ALTER TABLE %s ADD COLUMN %s varchar NOT NULL DEFAULT '0'",
                        SQL.identifier(self._table),
                        SQL.identifier(name),
                    )
                )
        if not column_exists(self.env.cr, self._table, "confidential_code"):
            self.env.cr.execute(
                SQL(
                    "ALTER TABLE %s ADD COLUMN confidential_code varchar",
                    SQL.identifier(self._table),
                )
            )
        return super()._auto_init()

    def init(self):
        classified.keep(self.env.cr)
        return super().init()

    # COMPUTES

    @api.depends("confidentiality_own_level", "parent_id.confidentiality_level")
    def _compute_confidentiality_level(self):
        for partner in self:
            level = max(
                partner.confidentiality_own_level or OPEN,
                partner.parent_id.confidentiality_level or OPEN,
            )
            if level > OPEN and partner._is_never_classified():
                level = OPEN
            if level > OPEN:
                self.env["customer.confidentiality"]._note_classified()
            partner.confidentiality_level = level
            if level > OPEN and not partner.confidential_code:
                partner.confidential_code = self._new_confidential_code()

    @api.depends("confidentiality_level")
    @api.depends_context("uid")
    def _compute_confidentiality_hidden(self):
        """One query for all classified contacts among them, none without any."""
        secret = self.sudo().filtered(
            lambda partner: (partner.confidentiality_level or OPEN) > OPEN
        )
        user = self.env.user
        hidden = self.env["customer.confidentiality"]._hidden_from(secret, user)
        if not hidden[user]:
            self.confidentiality_hidden = False
            return
        for partner in self:
            partner.confidentiality_hidden = partner._origin in hidden[user]

    @api.depends("confidentiality_register_ids.state")
    def _compute_confidentiality_register(self):
        entries = self.sudo().confidentiality_register_ids.filtered(
            lambda entry: entry.state == "active"
        )
        by_partner = entries.grouped("partner_id")
        for partner in self:
            entry = by_partner.get(partner.sudo(), entries.browse())
            partner.confidentiality_until = entry.date_until
            partner.confidentiality_reason = entry.reason

    # CRUD

    def write(self, vals):
        if not self.env.su and any(name in vals for name in KNOWN_BY_ROLE):
            self._check_may_give_knowledge(vals)
        leaving = self.browse()
        if "parent_id" in vals:
            leaving = self.sudo().filtered(lambda p: p.confidentiality_level > OPEN)
        before = {p: (p.confidentiality_level, p._entry_in_force()) for p in leaving}
        res = super().write(vals)
        for partner, (level, entry) in before.items():
            partner._keep_confidentiality_level(level, entry)
        if any(name in vals for name in (*KNOWN_BY_ROLE, "parent_id")):
            self.env["customer.confidentiality"]._invalidate()
        return res

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if (
            not self.env.su
            and not bypass_access
            and is_active(self.env)
            and self._were_seen(domain)
        ):
            with meanwhile(self.env, SEEN_BEFORE):
                return super()._search(domain, *args, **kwargs)
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _were_seen(self, domain):
        """Whether this asks for more columns of contacts that came with the rule on."""
        condition = Domain(domain)
        if (
            not isinstance(condition, DomainCondition)
            or condition.field_expr != "id"
            or condition.operator != "in"
            or not isinstance(condition.value, (list, tuple, OrderedSet))
        ):
            return False
        return are_seen(self.env, condition.value)

    def _fetch_query(self, query, fields):
        """Whatever comes out for a user has passed the rule on its way."""
        fetched = super()._fetch_query(query, fields)
        if (
            not self.env.su
            and is_active(self.env)
            and not has_trust(self.env, TRUE_NAMES)
        ):
            note_seen(self.env, fetched._ids)
        return fetched

    def _fetch_field(self, field):
        """Where it is asked for alone, what else is shown of a contact comes along."""
        if (
            field.name == "confidentiality_level"
            and is_active(self.env)
            and self._has_field_access(field, "read")
        ):
            field = self._fields["complete_name"]
        return super()._fetch_field(field)

    @api.model
    def _determine_fields_to_fetch(self, field_names=None, ignore_when_in_cache=False):
        """Whether a contact is classified comes with what is read of it.

        So the access log finds it in the cache and needs no query of its own.
        """
        fields = super()._determine_fields_to_fetch(field_names, ignore_when_in_cache)
        level = self._fields["confidentiality_level"]
        if (
            fields
            and is_active(self.env)
            and level not in fields
            and self._has_field_access(level, "read")
            and (not ignore_when_in_cache or any(level._cache_missing_ids(self)))
        ):
            fields.append(level)
        return fields

    # BUSINESS

    @api.model
    def _commercial_fields(self):
        return super()._commercial_fields() + [
            "service_user_ids",
            "executive_sponsor_id",
        ]

    def _get_commercial_values(self):
        """A contact that changes its company leaves the old company's people behind."""
        values = super()._get_commercial_values()
        if self:
            for name in ("service_user_ids", "executive_sponsor_id"):
                if name not in values:
                    empty = self._fields[name].type == "many2many"
                    values[name] = [fields.Command.clear()] if empty else False
        return values

    @api.model
    def _classified_levels(self):
        return self._fields["confidentiality_level"]._description_selection(self.env)[
            1:
        ]

    @api.model
    def _new_confidential_code(self):
        """Random, so that neither order nor number of the classified shows."""
        text = "".join(secrets.choice(CODE_ALPHABET) for _turn in range(CODE_LENGTH))
        return f"C-{text}"

    def _is_own_company(self):
        # The way back from a contact to its company is Accounting's, if it is there.
        if "ref_company_ids" in self._fields:
            return bool(self.ref_company_ids)
        companies = self.env["res.company"].sudo()
        return bool(companies.search_count([("partner_id", "=", self.id)], limit=1))

    def _is_never_classified(self):
        """Colleagues, employees and our own companies are no customers."""
        self.ensure_one()
        partner = self._origin.sudo()
        if not partner:
            return False
        return bool(
            not partner.partner_share
            or partner._is_own_company()
            or partner.employee_ids
            or partner.with_context(active_test=False).user_ids.filtered(
                lambda user: not user.share
            )
        )

    def _check_may_give_knowledge(self, vals):
        """Whoever names the people of a classified customer decides who knows it."""
        secret = self.sudo().filtered(lambda p: p.confidentiality_level > OPEN)
        if not secret or self.env.user.has_group("customer_policy.group_custodian"):
            return
        for name in KNOWN_BY_ROLE:
            field = self._fields[name]
            if name not in vals:
                continue
            for partner in secret:
                new = field.convert_to_cache(vals[name], partner, validate=False)
                if new != field.convert_to_cache(partner[name], partner):
                    raise AccessError(
                        self.env._(
                            "The account manager and the service team of a "
                            "classified customer know it, so only a custodian "
                            "changes them. Ask one."
                        )
                    )
