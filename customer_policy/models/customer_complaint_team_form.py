import base64
import io
import secrets
import time

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import consteq, hmac

from ..tools import form_stamp

SCOPE = "customer_complaint_form"


class CustomerComplaintTeam(models.Model):
    """The public form of a team: where it is, and what it takes."""

    _name = "customer.complaint.team"
    _inherit = ["customer.complaint.team", "customer.policy.protected.mixin"]

    form_active = fields.Boolean(
        "Public Form",
        help="Anybody who has the link may write to this team, without a login.",
    )
    form_token = fields.Char(
        copy=False,
        policy_protected=True,
        help="Part of the link. A new one makes every printed link and code useless.",
    )
    form_url = fields.Char("Link", compute="_compute_form_url")
    form_qr = fields.Binary("QR Code", compute="_compute_form_qr", attachment=False)
    form_privacy = fields.Html(
        "Privacy Notice",
        translate=True,
        help="What visitors must accept before they send. Empty: a short notice that "
        "names the company and what the data are used for.",
    )
    form_max_files = fields.Integer(
        "Files at Most",
        default=5,
        help="How many files somebody may send with one message. 0: none.",
    )
    form_max_megabytes = fields.Integer(
        "Megabytes at Most", default=10, help="The largest size of one file."
    )
    form_file_types = fields.Char(
        "Kinds of Files",
        default="pdf, jpg, jpeg, png, gif, webp, heic, txt, doc, docx, odt, xls, xlsx, "
        "ods, csv, mp3, mp4, eml, zip",
        help="The endings of file names that are taken.",
    )
    form_max_characters = fields.Integer(
        "Characters at Most", default=20000, help="The longest text."
    )
    form_min_seconds = fields.Integer(
        "Seconds at Least",
        default=3,
        help="What is sent sooner after the form was opened was not typed by a person.",
    )
    form_max_hours = fields.Integer(
        "Hours at Most", default=24, help="After that the form is to be opened again."
    )
    form_limit_minutes = fields.Integer(
        "Within Minutes", default=60, help="The time in which messages are counted."
    )
    form_limit_address = fields.Integer(
        "Messages of One Address",
        default=10,
        help="More within that time are refused. Visitors of one house may share an "
        "address.",
    )
    form_limit_team = fields.Integer(
        "Messages of All",
        default=100,
        help="No more messages of all visitors together are taken within that "
        "time; it keeps robots out.",
    )

    _form_token_unique = models.UniqueIndex(
        "(form_token) WHERE form_token IS NOT NULL",
        "Each public form has its own link.",
    )
    _check_form_numbers = models.Constraint(
        "CHECK (form_max_files >= 0 AND form_max_megabytes > 0"
        " AND form_max_characters > 0 AND form_min_seconds >= 0 AND form_max_hours > 0"
        " AND form_limit_minutes > 0 AND form_limit_address > 0"
        " AND form_limit_team > 0)",
        "The limits of the public form must be greater than zero; only no files at all "
        "and no shortest time may be zero.",
    )

    @api.depends("form_active", "form_token")
    def _compute_form_url(self):
        for team in self:
            team.form_url = False
            if team.form_active and team.form_token:
                team.form_url = f"{team.get_base_url()}/complaint/{team.form_token}"

    @api.depends("form_url")
    def _compute_form_qr(self):
        """Odoo's own bar codes need a library that many installations lack."""
        for team in self:
            team.form_qr = team.form_url and qr_png(team.form_url)

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        teams._ensure_form_tokens()
        return teams

    def write(self, vals):
        res = super().write(vals)
        if vals.get("form_active"):
            self._ensure_form_tokens()
        return res

    # ------------------------------------------------------------------------ actions

    def action_rotate_form_token(self):
        """Give the form another link: the one before leads nowhere from now on."""
        self.check_access("write")
        for team in self.sudo():
            team.form_token = secrets.token_urlsafe(18)

    def action_print_form(self):
        """A sheet with the code, to be hung up."""
        self.ensure_one()
        if not self.form_url:
            raise AccessError(
                self.env._("%(team)s has no public form.", team=self.display_name)
            )
        return self.env.ref(
            "customer_policy.action_report_complaint_form"
        ).report_action(self)

    def action_open_form(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.form_url, "target": "new"}

    # ----------------------------------------------------------------------- business

    def _ensure_form_tokens(self):
        missing = self.filtered(lambda t: t.form_active and not t.form_token)
        for team in missing.sudo():
            team.form_token = secrets.token_urlsafe(18)

    @api.model
    def _by_form_token(self, token):
        """The team whose form has this link, if it is open."""
        open_form = [("form_token", "=", token), ("form_active", "=", True)]
        teams = self.sudo()
        return teams.search(open_form) if token else teams.browse()

    def _file_types(self):
        names = (self.form_file_types or "").replace(";", ",").split(",")
        return tuple(
            f".{name.strip().lstrip('.').lower()}" for name in names if name.strip()
        )

    def _sign_form(self, text):
        return hmac(self.env(su=True), SCOPE, f"{self.id}-{text}")

    def _form_stamp(self):
        return form_stamp.make(int(time.time()), secrets.token_hex(12), self._sign_form)

    def _read_form_stamp(self, stamp):
        """:return: the nonce; raises ``form_stamp.StampError``"""
        return form_stamp.read(
            stamp,
            int(time.time()),
            self.form_min_seconds,
            self.form_max_hours * 3600,
            consteq,
            self._sign_form,
        )


def qr_png(text):
    """:return: a code of this text as a picture, in base64"""
    import qrcode  # noqa: PLC0415

    buffer = io.BytesIO()
    qrcode.make(text).save(buffer, format="PNG")
    return base64.b64encode(buffer.getvalue())
