from odoo import models
from odoo.tools import SQL


class CustomerGradeReview(models.Model):
    """A parent company counts its subsidiaries, where the scheme says so.

    A subsidiary is a company of its own whose chain of parents leads to the parent
    company; both belong to the scheme's company.
    """

    _inherit = "customer.grade.review"

    def _reset_lines(self):
        result = super()._reset_lines()
        self.env["customer.grade.review.member"]._forget(self)
        return result

    def _gather_values(self):
        self.env.cr.execute("DROP TABLE IF EXISTS customer_grade_group")
        if self.scheme_id.group_counting:
            self._gather_groups()
            self.env["customer.grade.review.member"]._freeze(self)
        return super()._gather_values()

    def _gather_groups(self):
        """Into a temporary table: each parent company above each subsidiary.

        Raw SQL can make companies that are their own parents: those circles end.
        """
        self.env.flush_all()
        entity = SQL(
            """
            %(alias)s.is_company AND %(alias)s.commercial_partner_id = %(alias)s.id
               AND %(alias)s.company_id IS NOT DISTINCT FROM %(company)s
               AND NOT EXISTS (
                   SELECT FROM res_company own WHERE own.partner_id = %(alias)s.id)
            """,
            alias=SQL.identifier("entity"),
            company=self.scheme_id.company_id.id or None,
        )
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE customer_grade_group ON COMMIT DROP AS
                WITH RECURSIVE link (member_id, ancestor_id, path) AS (
                    SELECT entity.id, entity.parent_id, ARRAY[entity.id]
                      FROM res_partner entity
                     WHERE entity.parent_id IS NOT NULL AND %(entity)s
                     UNION ALL
                    SELECT link.member_id, parent.parent_id, link.path || parent.id
                      FROM link
                      JOIN res_partner parent ON parent.id = link.ancestor_id
                     WHERE parent.parent_id IS NOT NULL
                       AND parent.id <> ALL (link.path)
                )
                SELECT link.member_id, entity.id AS entity_id,
                       row_number() OVER (
                           PARTITION BY link.member_id
                           ORDER BY cardinality(link.path) DESC
                       ) = 1 AS is_top
                  FROM link
                  JOIN res_partner entity ON entity.id = link.ancestor_id
                 WHERE entity.active AND entity.id <> link.member_id AND %(entity)s
                """,
                entity=entity,
            )
        )
        self.env.cr.execute("CREATE INDEX ON customer_grade_group (member_id)")
        self.env.cr.execute("ANALYZE customer_grade_group")

    def _shares_grade(self):
        scheme = self.scheme_id
        return scheme.group_counting and scheme.subsidiary_grade == "group"

    def _figure_sql(self, criterion):
        if not self.scheme_id.group_counting:
            return super()._figure_sql(criterion)
        figure, value = criterion._group_sql(self)
        return SQL(
            """
            WITH figure AS MATERIALIZED (%(figure)s)
            SELECT part.partner_id, %(value)s AS value
              FROM (
                    SELECT figure.* FROM figure
                     UNION ALL
                    SELECT member.entity_id, figure.value, figure.weight
                      FROM figure
                      JOIN customer_grade_group member
                        ON member.member_id = figure.partner_id
                   ) part
             GROUP BY part.partner_id
            """,
            figure=figure,
            value=value,
        )

    def _counted_as_sql(self):
        if not self._shares_grade():
            return super()._counted_as_sql()
        return SQL(
            """
            COALESCE((SELECT head.entity_id FROM customer_grade_group head
                       WHERE head.member_id = partner.id AND head.is_top), partner.id)
            """
        )

    def _measured_sql(self):
        """A group is one customer among the others, however many share its grade."""
        if not self._shares_grade():
            return super()._measured_sql()
        return SQL("partner_id NOT IN (SELECT member_id FROM customer_grade_group)")

    def _freeze_settings(self):
        settings = super()._freeze_settings()
        if self.scheme_id.group_counting:
            settings["group"] = self.scheme_id.subsidiary_grade
        return settings
