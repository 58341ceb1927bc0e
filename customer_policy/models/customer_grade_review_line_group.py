from odoo import models

SHOWN = 5


class CustomerGradeReviewLine(models.Model):
    """Which companies a group's figures come from, as far as the reader knows them."""

    _inherit = "customer.grade.review.line"

    def _explain_in_words(self, previous):
        return super()._explain_in_words(previous) + self._explain_group()

    def _explain_group(self):
        way = (self.review_id.settings or {}).get("group")
        if not way:
            return []
        head = self._group_head() if way == "group" else self.partner_id
        names = self._subsidiaries(head)[: SHOWN + 1].mapped("name")
        if head != self.partner_id:
            return [
                self.env._(
                    "Graded as a part of the group of %(parent)s, by the figures of "
                    "the whole group.",
                    parent=head.with_env(self._reader_env()).display_name,
                )
            ]
        if not names:
            return []
        if len(names) > SHOWN:
            names[SHOWN:] = ["…"]
        return [
            self.env._(
                "Counted together with its subsidiaries: %(names)s.",
                names=", ".join(names),
            )
        ]

    def _reader_env(self):
        return self.env(su=False)

    def _subsidiaries(self, head):
        """Of ``head``, today, that the reader may know."""
        partners = self._reader_env()["res.partner"].search(
            [
                ("id", "child_of", head.id),
                ("id", "!=", head.id),
                ("is_company", "=", True),
                ("company_id", "=", self.scheme_id.company_id.id),
            ],
            limit=1000,
        )
        return partners

    def _group_head(self):
        """The company at the top of the customer's chain of parents."""
        chain = partner = self.partner_id
        while partner := partner.parent_id:
            chain |= partner
        own = self.env["res.company"].search([("partner_id", "in", chain.ids)])
        entities = (chain - own.partner_id).filtered(
            lambda p: (
                p.is_company and p.active and p.company_id == self.scheme_id.company_id
            )
        )
        return entities[-1:] or self.partner_id

    def _counted_customers(self):
        """Whose documents made the figures."""
        way = (self.review_id.settings or {}).get("group")
        if not way:
            return super()._counted_customers()
        head = self._group_head() if way == "group" else self.partner_id
        return head | self._subsidiaries(head).with_env(head.env)
