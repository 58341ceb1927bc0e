from odoo.http import request, route

from odoo.addons.auth_signup.controllers.main import AuthSignupHome


class ConfidentialSignup(AuthSignupHome):
    @route()
    def web_auth_signup(self, *args, **kw):
        """Do not tell from an address the login of somebody who is hidden.

        Odoo leads whoever brings an address on to the login that belongs to it.
        """
        if email := request.params.get("signup_email"):
            hidden = request.env["customer.confidentiality"]._hidden_addresses([email])
            if hidden:
                del request.params["signup_email"]
        return super().web_auth_signup(*args, **kw)
