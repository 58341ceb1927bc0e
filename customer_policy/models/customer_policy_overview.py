from odoo import api, fields, models
from odoo.tools import format_date

MOST = 5


class CustomerPolicyOverview(models.AbstractModel):
    """What one must know of a customer at a glance, as cards.

    A card is the answer of one wing: rows of what there is, else what to do, and
    buttons. An add-on adds a name to ``_card_names`` and a method ``_card_<name>``
    that returns ``_card(...)``, or nothing where there is nothing to show.
    """

    _name = "customer.policy.overview"
    _description = "A Customer at a Glance"

    @api.model
    def _card_names(self):
        return [
            "grade",
            "confidentiality",
            "people",
            "visits",
            "complaints",
            "promises",
        ]

    @api.model
    def _cards(self, customer):
        """
        :param customer: a commercial entity; its contacts are counted with it
        """
        cards = []
        for name in self._card_names():
            if card := getattr(self, f"_card_{name}")(customer):
                cards.append({"key": name, **card})
        return cards

    # ----------------------------------------------------------------------- the parts

    @api.model
    def _card(self, title, icon, rows=(), buttons=(), empty=""):
        """
        :param icon: of Font Awesome, without ``fa-``
        :param rows: see ``_row``
        :param buttons: see ``_button``; those that are False are left out
        :param empty: what is said, and what to do, where there are no rows
        """
        return {
            "title": title,
            "icon": icon,
            "rows": list(rows),
            "buttons": [button for button in buttons if button],
            "empty": empty,
        }

    @api.model
    def _row(self, text="", record=None, **more):
        """
        :param record: opened by a click on ``text``
        :param label: what ``text`` is
        :param note: further words, small
        :param badge: {"name", "color"}
        :param image: address of a picture
        :param tone: "danger", "warning" or "success"
        """
        row = {
            "text": text or "",
            "model": record is not None and record._name,
            "id": record is not None and record.id,
            "label": "",
            "note": "",
            "badge": False,
            "image": "",
            "tone": "",
        }
        return {**row, **more}

    @api.model
    def _button(self, method, string, condition=True):
        """A button that calls an act of the contact.

        :param condition: a group, or whether the button is there
        """
        if isinstance(condition, str):
            condition = self.env.user.has_groups(condition)
        return condition and {"method": method, "string": string}

    @api.model
    def _label(self, record, name):
        """The words of a selection field."""
        labels = dict(record._fields[name]._description_selection(self.env))
        return labels.get(record[name], "")

    # ---------------------------------------------------------------------- the people

    @api.model
    def _card_people(self, customer):
        members = customer.service_user_ids
        rows = [
            *self._person_rows(self.env._("Account manager"), customer.user_id),
            *self._person_rows(self.env._("Service team"), members),
            *self._person_rows(
                self.env._("Executive sponsor"), customer.executive_sponsor_id
            ),
        ]
        return self._card(
            self.env._("Owner and Team"),
            "users",
            rows,
            empty=self.env._(
                "Nobody looks after this customer. Name a salesperson, a service team "
                "or an executive sponsor below."
            ),
        )

    @api.model
    def _person_rows(self, label, users):
        return [
            self._row(
                user.display_name,
                label=label,
                image=f"/web/image/res.users/{user.id}/avatar_128",
            )
            for user in users
        ]

    # ------------------------------------------------------------------- the promises

    @api.model
    def _promises(self, customer):
        """:return: (day, id, record, words) of what the customer still waits for"""
        return []

    @api.model
    def _card_promises(self, customer):
        promises = sorted(self._promises(customer), key=lambda promise: promise[:2])
        today = fields.Date.context_today(self)
        rows = [
            self._row(
                format_date(self.env, day),
                record,
                note=words,
                tone="danger" if day < today else "",
            )
            for day, _id, record, words in promises[:MOST]
        ]
        if more := len(promises) - len(rows):
            rows.append(self._row(note=self.env._("and %(count)s more", count=more)))
        return self._card(
            self.env._("Promises Due"),
            "hand-peace-o",
            rows,
            empty=self.env._("Whatever was promised is kept."),
        )
