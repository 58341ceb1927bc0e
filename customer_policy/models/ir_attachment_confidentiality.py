from odoo import api, models
from odoo.fields import Domain

from ..tools.asked_values import asked_values
from .customer_confidentiality import is_active
from .customer_confidentiality_trust import FILES_OF, meanwhile


class IrAttachment(models.Model):
    """Files of secret documents; their text is no oracle for anybody else."""

    _inherit = "ir.attachment"

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Odoo looks for files with the rights of the superuser, and filters then."""
        domain = Domain(domain)
        if not self.env.su:
            for condition in domain.iter_conditions():
                if condition.field_expr == "index_content":
                    self._check_field_access(self._fields["index_content"], "read")
        with meanwhile(self.env, FILES_OF, asked_values(domain, "res_model")):
            return super()._search(domain, *args, **kwargs)

    def _has_field_access(self, field, operation):
        """Asked for each value that is read: mostly the answer is at hand."""
        if field.name == "index_content" and operation == "read" and not self.env.su:
            if is_active(self.env) and not self.env.user._is_system():
                return False
        elif not field.groups:
            return True
        return super()._has_field_access(field, operation)


class IrBinary(models.AbstractModel):
    _inherit = "ir.binary"

    def _find_record(self, *args, **kwargs):
        """A link that somebody kept does not open what must not be known any more.

        Letters to the customer carry links, too: those open without logging in.
        """
        record = super()._find_record(*args, **kwargs)
        confidentiality = self.env["customer.confidentiality"]
        if confidentiality._is_active() and confidentiality._is_secret_file(record):
            raise confidentiality._hidden_error(record)
        return record
