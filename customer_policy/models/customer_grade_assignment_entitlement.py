import json

from odoo import api, models
from odoo.tools import SQL

SECRECY_ACTIVITY = "customer_policy.mail_activity_type_grade_secrecy"


class CustomerGradeAssignment(models.Model):
    """A new grade brings the customer what it entitles to.

    What the former grade gave goes with it; what people gave by hand stays, and is
    listed where it differs from the promise (``customer.grade.gap``). Everything is
    done for all customers of a batch at once: the number of queries depends on what
    the scheme promises, not on how many customers move.
    """

    _inherit = "customer.grade.assignment"

    @api.model
    def _assign(self, partners, grade, reason, *args, **kwargs):
        former = {
            assignment.partner_id.id: assignment.grade_id.id
            for assignment in self._current(
                partners.commercial_partner_id, grade.scheme_id
            )
        }
        assignments = super()._assign(partners, grade, reason, *args, **kwargs)
        customer_ids = assignments.partner_id.ids
        self._grant_entitlements(
            grade.scheme_id,
            SQL(
                "SELECT * FROM unnest(%s::int[], %s::int[], %s::int[])"
                " AS move (partner_id, former_id, grade_id)",
                customer_ids,
                [former.get(customer_id) for customer_id in customer_ids],
                [grade.id] * len(customer_ids),
            ),
        )
        return assignments

    # --------------------------------------------------------------------- business

    @api.model
    def _grant_entitlements(self, scheme, moves, force=False):
        """Give customers what their new grades promise.

        To be called when the new grades are written.

        :param scheme: the scheme of the grades
        :param moves: SELECT of ``partner_id, former_id, grade_id``: customers, and
            the grades they left (or NULL) and got
        :param force: also replace what was given by hand
        """
        self.env.flush_all()
        grades = (
            self.env["customer.grade"]
            .sudo()
            .with_context(active_test=False)
            .search([("scheme_id", "=", scheme.id)])
        )
        if any(grades.mapped("service_user_ids")):
            self._grant_service_teams(moves, force)
        self._grant_columns(grades, moves, force)
        if any(grade.default_secrecy_level > "0" for grade in grades):
            self._propose_levels(scheme, moves)

    @api.model
    def _changes_sql(self, moves, promises, held, force):
        """SELECT of ``partner_id, company_id, value``: what is to be given or taken.

        Of several schemes that promise the same thing the primary one prevails, then
        the first.

        :param promises: SELECT of ``grade_id, company_id, value``; company 0 where
            the value does not depend on it
        :param held: SQL expression of what ``customer`` has in ``place.company_id``
        """
        return SQL(
            """
            WITH move AS (%(moves)s), promise AS (%(promises)s), wanted AS (
                SELECT DISTINCT ON (move.partner_id, promise.company_id)
                       move.partner_id, promise.company_id, promise.value
                  FROM move
                  JOIN customer_grade_assignment assignment
                    ON assignment.partner_id = move.partner_id
                   AND assignment.date_to IS NULL
                  JOIN customer_grade_scheme scheme
                    ON scheme.id = assignment.scheme_id AND scheme.active
                  JOIN promise ON promise.grade_id = assignment.grade_id
                 ORDER BY move.partner_id, promise.company_id,
                          COALESCE(scheme.is_primary, FALSE) DESC, scheme.sequence,
                          scheme.id
            )
            SELECT customer.id AS partner_id, place.company_id, wanted.value
              FROM move
              JOIN res_partner customer ON customer.id = move.partner_id
             CROSS JOIN (SELECT DISTINCT company_id FROM promise) place
              LEFT JOIN wanted ON wanted.partner_id = move.partner_id
                              AND wanted.company_id = place.company_id
              LEFT JOIN promise given ON given.grade_id = move.former_id
                                     AND given.company_id = place.company_id
             CROSS JOIN LATERAL (SELECT %(held)s AS value) held
             WHERE held.value IS DISTINCT FROM wanted.value AND %(scope)s
            """,
            moves=moves,
            promises=promises,
            held=held,
            scope=SQL("wanted.value IS NOT NULL")
            if force
            else SQL("(held.value IS NULL OR held.value = given.value)"),
        )

    @api.model
    def _grant_service_teams(self, moves, force):
        """Who knows a classified customer is for the custodians: its people stay."""
        self.env.cr.execute("DROP TABLE IF EXISTS customer_grade_team_change")
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE customer_grade_team_change ON COMMIT DROP AS
                SELECT partner.id AS partner_id, change.value
                  FROM (%s) change
                  JOIN res_partner partner
                    ON partner.commercial_partner_id = change.partner_id
                   AND partner.confidentiality_level = '0'
                """,
                self._changes_sql(
                    moves,
                    SQL(
                        "SELECT grade_id, 0 AS company_id,"
                        " array_agg(user_id ORDER BY user_id) AS value"
                        " FROM customer_grade_service_user_rel GROUP BY grade_id"
                    ),
                    SQL(
                        "(SELECT array_agg(team.user_id ORDER BY team.user_id)"
                        " FROM res_partner_service_user_rel team"
                        " WHERE team.partner_id = customer.id)"
                    ),
                    force,
                ),
            )
        )
        self.env.cr.execute(
            "DELETE FROM res_partner_service_user_rel team"
            " USING customer_grade_team_change change"
            " WHERE team.partner_id = change.partner_id"
        )
        self.env.cr.execute(
            "INSERT INTO res_partner_service_user_rel (partner_id, user_id)"
            " SELECT partner_id, unnest(value) FROM customer_grade_team_change"
        )
        self.env["res.partner"].invalidate_model(["service_user_ids"], flush=False)

    @api.model
    def _grant_columns(self, grades, moves, force):
        """Give the customers' contacts their promised values, all columns in one go.

        Rewriting a contact costs far more than finding out what to write.
        """
        changes = {
            column: SQL(
                "SELECT partner_id, jsonb_object_agg(company_id, value) AS value"
                " FROM (%s) single GROUP BY partner_id",
                self._column_changes_sql(column, promises, moves, force),
            )
            for column, promises in grades._column_promises().items()
            if promises
        }
        if grades.executive_sponsor_id:
            changes["executive_sponsor_id"] = self._sponsor_changes_sql(moves, force)
        if not changes:
            return
        tables = {column: SQL.identifier(f"change_{column}") for column in changes}
        self.env.cr.execute(
            SQL(
                """
                WITH %(changes)s, touched AS (%(touched)s)
                UPDATE res_partner partner SET %(values)s
                  FROM touched %(joins)s
                 WHERE partner.commercial_partner_id = touched.partner_id
                """,
                changes=SQL(", ").join(
                    SQL("%s AS MATERIALIZED (%s)", tables[column], change)
                    for column, change in changes.items()
                ),
                touched=SQL(" UNION ").join(
                    SQL("SELECT partner_id FROM %s", table) for table in tables.values()
                ),
                values=SQL(", ").join(
                    self._new_value_sql(column, table)
                    for column, table in tables.items()
                ),
                joins=SQL(" ").join(
                    SQL("LEFT JOIN %s USING (partner_id)", table)
                    for table in tables.values()
                ),
            )
        )
        self.env["res.partner"].invalidate_model([*changes], flush=False)

    @api.model
    def _new_value_sql(self, column, change):
        """Assignment of a column of ``partner``: as it was where nothing changes."""
        name = SQL.identifier(column)
        held = SQL("partner.%s", name)
        if column == "executive_sponsor_id":
            # Who looks after a classified customer is for the custodians.
            condition = SQL("partner.confidentiality_level = '0'")
            value = SQL("%s.value", change)
        else:
            condition = SQL("TRUE")
            value = SQL(
                "NULLIF(jsonb_strip_nulls(COALESCE(%s, '{}') || %s.value), '{}')",
                held,
                change,
            )
        return SQL(
            "%(name)s = CASE WHEN %(change)s.partner_id IS NOT NULL AND %(condition)s"
            " THEN %(value)s ELSE %(held)s END",
            name=name,
            change=change,
            condition=condition,
            value=value,
            held=held,
        )

    @api.model
    def _sponsor_changes_sql(self, moves, force):
        return SQL(
            "SELECT partner_id, value FROM (%s) single",
            self._changes_sql(
                moves,
                SQL(
                    "SELECT id AS grade_id, 0 AS company_id,"
                    " executive_sponsor_id AS value"
                    " FROM customer_grade WHERE executive_sponsor_id IS NOT NULL"
                ),
                SQL("customer.executive_sponsor_id"),
                force,
            ),
        )

    @api.model
    def _column_changes_sql(self, column, promises, moves, force):
        """:param column: company-dependent field of ``res.partner``; 0 is not set
        :param promises: list of (grade id, company id, value)
        """
        grade_ids, company_ids, values = zip(*promises, strict=True)
        return self._changes_sql(
            moves,
            SQL(
                "SELECT grade_id, company_id, value::jsonb AS value"
                " FROM unnest(%s::int[], %s::int[], %s::text[])"
                " AS promise (grade_id, company_id, value)",
                [*grade_ids],
                [*company_ids],
                [*map(json.dumps, values)],
            ),
            self._company_value_sql(column, SQL("place.company_id")),
            force,
        )

    @api.model
    def _company_value_sql(self, column, company_id):
        """What ``customer`` has itself in a company, as jsonb; NULL: nothing."""
        return SQL(
            "NULLIF(NULLIF(customer.%s -> (%s)::text, 'null'), '0')",
            SQL.identifier(column),
            company_id,
        )

    # ---------------------------------------------------------------------- secrecy

    @api.model
    def _propose_levels(self, scheme, moves):
        """Ask the custodians to classify; a grading manager may not, and a grade
        cannot state the reason and the term that each classification needs."""
        [(count, lowest)] = self.env.execute_query(
            SQL(
                """
                SELECT count(*), min(grade.default_secrecy_level)
                  FROM (%s) move
                  JOIN customer_grade grade ON grade.id = move.grade_id
                  JOIN res_partner customer ON customer.id = move.partner_id
                 WHERE grade.default_secrecy_level > customer.confidentiality_level
                   AND customer.partner_share
                """,
                moves,
            )
        )
        if not count:
            return
        users = self._custodians_cleared_for(lowest)
        scheme = scheme.sudo()
        told = scheme.activity_search([SECRECY_ACTIVITY], only_automated=False).user_id
        scheme._tell(
            SECRECY_ACTIVITY,
            {
                user: user.with_context(lang=user.lang).env._(
                    "Customers of %(scheme)s are below the secrecy of their grade",
                    scheme=scheme.with_context(lang=user.lang).name,
                )
                for user in users - told
            },
            "customer_policy.customer_grade_gap_action",
        )

    @api.model
    def _custodians_cleared_for(self, level):
        group_ids = self.env["customer.confidentiality"]._clearance_group_ids()
        cleared = self.env["res.groups"].sudo().browse(group_ids[level]).all_user_ids
        custodians = self.env.ref("customer_policy.group_custodian").sudo()
        return (custodians.all_user_ids & cleared).filtered("active")
