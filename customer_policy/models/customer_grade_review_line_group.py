from odoo import models

SHOWN = 5


class CustomerGradeReviewLine(models.Model):
    """Which companies a group's figures come from, as far as the reader knows them."""

    _inherit = "customer.grade.review.line"

    def _explain_in_words(self, previous):
        return super()._explain_in_words(previous) + self._explain_group()

    def _explain_group(self):
        head = self._group_head()
        if not head:
            return []
        if head != self.partner_id:
            return [
                self.env._(
                    "Graded as a part of the group of %(parent)s, by the figures of "
                    "the whole group.",
                    parent=head.with_env(self._reader_env()).display_name,
                )
            ]
        names = self._known(self._group_members())[: SHOWN + 1].mapped("name")
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

    def _known(self, partners):
        """Of these companies those that the reader may know, also archived ones."""
        known = self._reader_env()["res.partner"].with_context(active_test=False)
        return known.search([("id", "in", partners.ids)])

    def _group_head(self):
        """The company by whose figures this one is graded; none without groups."""
        way = (self.review_id.settings or {}).get("group")
        if way != "group":
            return self.partner_id if way else self.partner_id.browse()
        return self.env["customer.grade.review.member"]._head(
            self.review_id, self.partner_id
        )

    def _group_members(self):
        """The companies counted together with the head, as on the review's day."""
        return self.env["customer.grade.review.member"]._members(
            self.review_id, self._group_head()
        )

    def _counted_customers(self):
        """Whose documents made the figures."""
        head = self._group_head()
        return head | self._group_members() if head else super()._counted_customers()
