from odoo import SUPERUSER_ID, api, models
from odoo.fields import Domain

from .customer_confidentiality_trust import TRUE_NAMES, has_trust


class CustomerPolicyCaseMixin(models.AbstractModel):
    """A case reads as its bare number to whoever may not read the case itself.

    Other documents name it: HR reads a penalty, a visitor what a visit follows.
    Odoo reads such labels with the rights of the superuser, so the person is asked.
    """

    _name = "customer.policy.case.mixin"
    _description = "Case That Others Know by Its Number"

    @api.depends("number", "name")
    @api.depends_context("uid", TRUE_NAMES)
    def _compute_display_name(self):
        bare = self._told_by_number()
        for case in self:
            names = (case.number, False if case in bare else case.name)
            case.display_name = " ".join(name for name in names if name)

    def _told_by_number(self):
        """Those of which the user may know no more.

        Whoever comes without a login reads no document that names a case, and writes
        with a personal link to those who shall read what it is about.
        """
        if self.env.uid == SUPERUSER_ID or has_trust(self.env, TRUE_NAMES):
            return self.browse()
        if self.env.user._is_public():
            return self.browse()
        kept = self.browse(id_ for id_ in self._ids if isinstance(id_, int))
        return kept - kept.with_env(self.env(su=False))._filtered_access("read")

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        """What one may not read, one cannot ask for.

        Odoo looks at columns only, and not where it knows the answer without them:
        fields that know themselves how to be searched, such as whether a case is
        overdue, would answer everybody.
        """
        if not self.env.su and not bypass_access:
            for condition in Domain(domain).iter_conditions():
                field = self._fields.get(condition.field_expr.partition(".")[0])
                if field:
                    self._check_field_access(field, "read")
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    @api.model
    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """Nor sort by it: Odoo lets whoever may read where it is fetched from."""
        field = self._fields.get(field_name.partition(".")[0])
        if field and not self.env.su:
            self._check_field_access(field, "read")
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
