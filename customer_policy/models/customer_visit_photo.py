from odoo import fields, models
from odoo.exceptions import ValidationError

from ..tools import photo_stamp


class CustomerVisit(models.Model):
    """Photos taken on the way bear the moment and the person that the server knows."""

    _inherit = "customer.visit"

    def _photo_values(self, photo):
        values = super()._photo_values(photo)
        now = fields.Datetime.to_string(fields.Datetime.now())
        text = f"{self.number}  {now} UTC  {self.env.user.login}"
        try:
            values["raw"] = photo_stamp.stamp(values["raw"], text)
        except ValueError as error:
            raise ValidationError(
                self.env._("This photo cannot be read. Take another one.")
            ) from error
        return values
