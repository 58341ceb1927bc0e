from odoo import api, models

from .customer_confidentiality_trust import (
    IMPORT,
    with_trust,
)


class IrFieldsConverter(models.AbstractModel):
    """An import finds hidden records no more than those that do not exist."""

    _inherit = "ir.fields.converter"

    @api.model
    def db_id_for(self, model, field, subfield, value, savepoint):
        converter = with_trust(self, IMPORT)
        return super(IrFieldsConverter, converter).db_id_for(
            model, field, subfield, value, savepoint
        )

    def _xmlid_to_record_id(self, xmlid, model):
        try:
            record_id = super()._xmlid_to_record_id(xmlid, model)
        except ValueError:
            # It belongs to another model: which is to say that it exists.
            record = self.env.ref(xmlid, raise_if_not_found=False)
            if record is not None and with_trust(record, IMPORT).exists():
                raise
            return None
        if record_id and not model.browse(record_id).exists():
            return None
        return record_id
