from odoo import models


class IrBinary(models.AbstractModel):
    _inherit = "ir.binary"

    def _record_to_stream(self, record, field_name):
        """A picture or file of a classified customer or of one of its documents."""
        stream = super()._record_to_stream(record, field_name)
        if record._notes_reads() and record.id:
            log = self.env["customer.access.log"]
            log._note(log._customers_of(record), "read", shown=True)
        return stream
