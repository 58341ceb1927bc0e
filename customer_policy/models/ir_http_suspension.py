from odoo import api, models
from odoo.exceptions import AccessDenied
from odoo.http import request


class IrHttp(models.AbstractModel):
    """A session of somebody who is suspended is closed, and says why."""

    _inherit = "ir.http"

    @classmethod
    def _authenticate_explicit(cls, auth):
        if uid := request.session.uid:
            try:
                request.env["res.users"].browse(uid)._refuse_suspended()
            except AccessDenied:
                request.session.logout(keep_db=True)
                request.env = api.Environment(
                    request.env.cr, None, request.session.context
                )
                if auth == "user":
                    raise
        return super()._authenticate_explicit(auth)
