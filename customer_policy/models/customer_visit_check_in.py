import binascii
from base64 import b64decode

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.image import ImageProcess

from ..tools import geo
from .customer_policy_arguments import mappings, moment, number, takes, text

PROBLEMS = ("refused", "unavailable")
# What a phone tells about its accuracy can be anything.
MAX_ACCURACY = 1_000_000
MAX_PHOTO = 10 * 1024 * 1024


class CustomerVisit(models.Model):
    """Being there: when, where, and how far from the customer.

    The server's clock counts. Where the phone does not tell the place, that is
    recorded, and a photo stands in.
    """

    _inherit = "customer.visit"

    check_in_received = fields.Datetime(
        "Check-In Received",
        copy=False,
        policy_protected=True,
        help="When the server learned of it: later, where there was no signal.",
    )

    @takes(
        latitude=number,
        longitude=number,
        accuracy=number,
        problem=text,
        photo=text,
        moment=moment,
    )
    def action_check_in(
        self,
        latitude=None,
        longitude=None,
        accuracy=None,
        problem=None,
        photo=None,
        moment=None,
    ):
        """
        :param latitude: of the phone, WGS-84; with ``longitude``
        :param accuracy: metres, as the phone says
        :param problem: ``refused`` or ``unavailable``, where there is no place
        :param photo: an image in base64, which stands in for the place
        :param moment: when that was, in UTC, where it is sent later
        :return: what was recorded
        """
        self.ensure_one()
        self._check_own()
        self._begin_act("check_in")
        values = {**self._check_in_place(latitude, longitude, accuracy, problem, photo)}
        values |= self._check_in_moment(moment)
        if photo:
            self.add_photos([{"data": photo}])
        self._check_not_worse(values)
        self.sudo().write(values)
        return {
            "state": self.check_in_state,
            "distance": self.check_in_distance,
            "date": fields.Datetime.to_string(self.check_in_date),
        }

    # ------------------------------------------------------------------------ business

    def _check_in_place(self, latitude, longitude, accuracy, problem, photo):
        nowhere = {
            "check_in_latitude": 0.0,
            "check_in_longitude": 0.0,
            "check_in_accuracy": 0.0,
            "check_in_distance": 0.0,
        }
        if latitude is None and longitude is None:
            if photo:
                return {**nowhere, "check_in_state": "photo"}
            if problem not in PROBLEMS:
                raise UserError(
                    self.env._(
                        "Send the place where you are, or a photo if the phone cannot "
                        "tell it."
                    )
                )
            return {**nowhere, "check_in_state": problem}
        latitude, longitude = self._position(latitude, longitude)
        accuracy = min(abs(self._number(accuracy or 0.0)), MAX_ACCURACY)
        state, away = self._how_far(latitude, longitude, accuracy)
        return {
            "check_in_latitude": latitude,
            "check_in_longitude": longitude,
            "check_in_accuracy": accuracy,
            "check_in_distance": away,
            "check_in_state": state,
        }

    @api.model
    def _number(self, value):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValidationError(self.env._("A place is told in two numbers."))
        return float(value) if abs(value) < 1e15 else float("inf")

    @api.model
    def _position(self, latitude, longitude):
        latitude, longitude = self._number(latitude), self._number(longitude)
        if not geo.is_position(latitude, longitude):
            raise ValidationError(
                self.env._(
                    "There is no such place: latitudes reach from -90 to 90, "
                    "longitudes from -180 to 180."
                )
            )
        return latitude, longitude

    def _how_far(self, latitude, longitude, accuracy):
        """:return: (state, metres)"""
        place = self._customer_place()
        if not place:
            return "unknown", 0.0
        away = geo.distance(latitude, longitude, *place)
        radius = (
            self.env["customer.visit.setting"]._for(self.company_id).check_in_radius
        )
        return ("ok" if away <= radius + min(accuracy, radius) else "far"), away

    def _customer_place(self, settings=None):
        """The place of the contact, else of its company, as a phone would tell it.

        :param settings: those of the company, where they are at hand
        """
        self.ensure_one()
        partner = self.partner_id.sudo()
        settings = settings or self.env["customer.visit.setting"]._for(self.company_id)
        default = settings.datum
        for where in (partner, partner.commercial_partner_id):
            # Where nothing is entered there is zero, a place in the Atlantic.
            if where.partner_latitude or where.partner_longitude:
                return geo.to_wgs84(
                    where.partner_latitude,
                    where.partner_longitude,
                    where.visit_datum or default,
                )
        return None

    def _check_in_moment(self, moment):
        now = fields.Datetime.now()
        moment = fields.Datetime.to_datetime(moment) if moment else now
        if moment > now:
            raise ValidationError(self.env._("Nobody checks in in the future."))
        return {"check_in_date": moment, "check_in_received": now}

    def _check_not_worse(self, values):
        """Who was there stays so: only what is missing is made up for."""
        rank = ["refused", "unavailable", "unknown", "far", "photo", "ok"]
        before = self.check_in_state
        if before and rank.index(values["check_in_state"]) <= rank.index(before):
            raise UserError(
                self.env._(
                    "You have checked in at %(number)s already.", number=self.number
                )
            )

    # -------------------------------------------------------------------------- photos

    @takes(photos=mappings)
    def add_photos(self, photos):
        """Keep photos with a visit; one sent twice is kept once.

        :param photos: [{"data": an image in base64, "name": optional,
            "key": optional, by which a photo sent again is known}]
        :return: ids of the attachments
        """
        self.ensure_one()
        self.check_access("write")
        photos = photos or []
        self._check_may_change({"photo_ids": photos})
        attachments = self.env["ir.attachment"].sudo()
        there = {
            photo.description: photo
            for photo in self.sudo().photo_ids
            if photo.description
        }
        known = [there[key] for p in photos if (key := p.get("key")) in there]
        new = [photo for photo in photos if photo.get("key") not in there]
        added = attachments.union(
            *known, attachments.create([self._photo_values(photo) for photo in new])
        )
        self.sudo().photo_ids |= added
        return added.ids

    def _photo_values(self, photo):
        """What the name says is the server's: number and moment."""
        try:
            data = b64decode(photo.get("data") or "", validate=True)
            if not data or len(data) > MAX_PHOTO:
                raise ValueError
            if not ImageProcess(data, verify_resolution=True).image:
                raise ValueError
        except (binascii.Error, ValueError, UserError, TypeError) as error:
            raise ValidationError(
                self.env._("This is no photo, or one of more than 10 MB.")
            ) from error
        stamp = fields.Datetime.to_string(fields.Datetime.now())
        return {
            "name": f"{self.number} {stamp} UTC",
            "raw": data,
            "res_model": self._name,
            "res_id": self.id,
            "description": photo.get("key"),
        }
