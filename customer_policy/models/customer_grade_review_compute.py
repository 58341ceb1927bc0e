from odoo import fields, models
from odoo.tools import SQL

from ..tools import scoring

# Customers handled between two commits: large enough for set-wise SQL to pay off,
# small enough to be done in seconds and to lose little when a worker is killed.
CHUNK_SIZE = 20_000


class CustomerGradeReview(models.Model):
    """Figures become scores, and scores become proposals."""

    _inherit = "customer.grade.review"

    def _reset_lines(self):
        self.env.flush_all()
        self.env.cr.execute(
            SQL("DELETE FROM customer_grade_review_line WHERE review_id = %s", self.id)
        )
        self.env["customer.grade.review.line"].invalidate_model(flush=False)
        self._drop_values()
        self.write({"settings": False, "state": "draft", "run": self.run + 1})
        self.invalidate_recordset()

    def _compute_chunk(self):
        """Score the next customers.

        :return: how many customers are left
        """
        self.env.flush_all()
        if not self._has_values():
            self._gather_values()
        if not self.settings:
            self.settings = self._freeze_settings()
        rows = self._next_values()
        self.env["customer.grade.review.line"]._insert_scored(self, self._score(rows))
        self.invalidate_recordset(["line_ids"])
        if len(rows) == CHUNK_SIZE and (left := self._count_values_left()):
            return left
        self._drop_values()
        return 0

    # ---------------------------------------------------------------------- figures

    @property
    def _values_table(self):
        """Temporary: gone with a killed worker, then gathered anew.

        The run is part of the name because a connection that goes back to the pool
        keeps its temporary tables, also those of a run that was thrown away.
        """
        return f"customer_grade_review_{self.id}_{self.run}"

    def _has_values(self):
        [(table,)] = self.env.execute_query(
            SQL("SELECT to_regclass(%s)", f"pg_temp.{self._values_table}")
        )
        return bool(table)

    def _drop_values(self):
        self.env.cr.execute(
            SQL("DROP TABLE IF EXISTS %s", SQL.identifier(self._values_table))
        )

    def _gather_values(self):
        """One row per customer: the grade held, and a column for each criterion."""
        # Compiling the plan takes longer than it saves on a million documents.
        self.env.cr.execute("SET LOCAL jit = off")
        criteria = self._criteria()
        aliases = [SQL.identifier(f"metric_{criterion.id}") for criterion in criteria]
        columns = [
            SQL(
                ", %s.value::double precision AS %s",
                alias,
                SQL.identifier(f"value_{criterion.id}"),
            )
            for alias, criterion in zip(aliases, criteria, strict=True)
        ]
        joins = [
            SQL(
                "LEFT JOIN (%s) %s ON %s.partner_id = %s",
                self._figure_sql(criterion),
                alias,
                alias,
                self._counted_as_sql(),
            )
            for alias, criterion in zip(aliases, criteria, strict=True)
        ]
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE %(table)s AS
                SELECT partner.id AS partner_id, held.grade_id, held.date_from,
                       held.locked_until %(columns)s
                  FROM res_partner partner
                  LEFT JOIN customer_grade_assignment held
                         ON held.partner_id = partner.id
                        AND held.scheme_id = %(scheme)s
                        AND held.date_to IS NULL
                       %(joins)s
                 WHERE %(population)s AND %(known)s
                """,
                table=SQL.identifier(self._values_table),
                columns=SQL("").join(columns),
                scheme=self.scheme_id.id,
                joins=SQL(" ").join(joins),
                population=self.scheme_id._population_sql(),
                known=self._known_sql(aliases),
            )
        )
        table = SQL.identifier(self._values_table)
        self.env.cr.execute(SQL("CREATE UNIQUE INDEX ON %s (partner_id)", table))
        self.env.cr.execute(SQL("ANALYZE %s", table))

    def _figure_sql(self, criterion):
        """SELECT of ``partner_id, value`` of everybody."""
        return criterion._metric_sql(self)

    def _counted_as_sql(self):
        """By whose figures ``partner`` is graded."""
        return SQL("partner.id")

    def _measured_sql(self):
        """SQL condition on the figures: those that median and percentiles are of."""
        return SQL("TRUE")

    def _known_sql(self, aliases):
        """A customer has a grade or a figure; with a filter, it is all that match."""
        if self.scheme_id.population == "domain":
            return SQL("TRUE")
        known = [SQL("%s.partner_id IS NOT NULL", alias) for alias in aliases]
        return SQL(
            "(held.grade_id IS NOT NULL OR %s)",
            SQL(" OR ").join(known) if known else SQL("FALSE"),
        )

    def _next_values(self):
        """The next rows of figures, behind the last customer that has a line."""
        return self.env.execute_query(
            SQL(
                "SELECT * FROM %s WHERE partner_id > %s ORDER BY partner_id LIMIT %s",
                SQL.identifier(self._values_table),
                self._last_scored(),
                CHUNK_SIZE,
            )
        )

    def _count_values_left(self):
        [(count,)] = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM %s WHERE partner_id > %s",
                SQL.identifier(self._values_table),
                self._last_scored(),
            )
        )
        return count

    def _last_scored(self):
        [(last,)] = self.env.execute_query(
            SQL(
                "SELECT COALESCE(max(partner_id), 0) FROM customer_grade_review_line"
                " WHERE review_id = %s",
                self.id,
            )
        )
        return last

    # --------------------------------------------------------------------- settings

    def _criteria(self):
        return self.scheme_id.criterion_ids.sorted(lambda c: (c.sequence, c.id))

    def _criterion(self, criterion_id):
        """The criterion that a line's breakdown names, if there still is one."""
        return self.env["customer.grade.criterion"].browse(criterion_id).exists()

    def _grade_scores(self):
        """:return: (grade, its minimum score), best first"""
        return [
            (grade, grade.min_score)
            for grade in self.scheme_id.grade_ids.sorted("sequence")
        ]

    def _limits(self):
        """:return: (steps down at most, months in a grade at least), 0: no limit"""
        return self.scheme_id.max_steps_down, self.scheme_id.min_months_in_grade

    def _check_settings(self):
        """:raise UserError: nobody can be graded by them"""
        self.scheme_id._check_complete()

    def _freeze_settings(self):
        """The scheme as it is now, with its relative thresholds as plain values."""
        criteria = self._criteria()
        quantiles = self._quantiles(criteria)
        return {
            "criteria": [
                criterion._settings(self, quantiles[criterion].get)
                for criterion in criteria
            ],
            "grades": [
                {"id": grade.id, "code": grade.code, "min_score": min_score}
                for grade, min_score in self._grade_scores()
            ],
            "population": self._count_values_left(),
        }

    def _quantiles(self, criteria):
        """:return: criterion -> {q in 0..1: value at that quantile of its figures}"""
        wanted = {criterion: criterion._wanted_quantiles() for criterion in criteria}
        relative = [criterion for criterion in criteria if wanted[criterion]]
        found = {criterion: {} for criterion in criteria}
        if not relative:
            return found
        columns = [
            SQL(
                "percentile_cont(%s::float8[]) WITHIN GROUP (ORDER BY %s)",
                wanted[criterion],
                SQL.identifier(f"value_{criterion.id}"),
            )
            for criterion in relative
        ]
        [row] = self.env.execute_query(
            SQL(
                "SELECT %s FROM %s WHERE %s",
                SQL(", ").join(columns),
                SQL.identifier(self._values_table),
                self._measured_sql(),
            )
        )
        for criterion, values in zip(relative, row, strict=True):
            found[criterion] = dict(
                zip(wanted[criterion], values or (), strict=bool(values))
            )
        return found

    # ---------------------------------------------------------------------- scoring

    def _score(self, rows):
        """Turn rows of figures into values of review lines.

        :param rows: (partner_id, grade_id, date_from, locked_until, *figures)
        :return: iterator of dicts, see ``customer.grade.review.line._insert_scored``
        """
        settings = self.settings
        criteria = settings["criteria"]
        scorer = self._scorer()
        grade_ids = [grade["id"] for grade in settings["grades"]]
        positions = {grade_id: index for index, grade_id in enumerate(grade_ids)}
        min_scores = [grade["min_score"] for grade in settings["grades"]]
        today, too_early_from = self.date, self._too_early_from()
        max_steps, _months = self._limits()

        def line(partner_id, held_id, date_from, locked_until, *values):
            total, points = scorer(values)
            current = positions.get(held_id)
            computed = scoring.grade_index(total, min_scores)
            proposed, limited_by = scoring.limit(
                computed,
                current,
                locked=bool(locked_until and locked_until >= today),
                too_early=bool(
                    too_early_from and date_from and date_from > too_early_from
                ),
                max_steps_down=max_steps,
            )
            return {
                "partner_id": partner_id,
                "score": total,
                "breakdown": [
                    {
                        "criterion": criterion["id"],
                        "metric": criterion["metric"],
                        "value": value,
                        "points": round(earned, 2),
                        "weight": criterion["weight"],
                    }
                    for criterion, value, earned in zip(
                        criteria, values, points, strict=True
                    )
                ],
                "current_grade_id": held_id,
                "computed_grade_id": grade_ids[computed],
                "proposed_grade_id": grade_ids[proposed],
                "limited_by": limited_by,
                "movement": self._movement(current, proposed),
                # Where nothing moves and nothing held it back, nothing is to decide.
                "decision": "accepted"
                if current == computed == proposed
                else "pending",
            }

        return (line(*row) for row in rows)

    def _scorer(self):
        return scoring.Scorer(
            [
                scoring.Criterion(
                    weight=criterion["weight"],
                    curve=tuple(map(tuple, criterion["curve"])),
                    interpolate=criterion["interpolate"],
                    skip_empty=criterion["no_value"] == "skip",
                )
                for criterion in self.settings["criteria"]
            ]
        )

    def _too_early_from(self):
        """Grades begun after this day are too young to be lowered, None: any age."""
        _steps, months = self._limits()
        if not months:
            return None
        start = fields.Date.subtract(self.date, months=months)
        # Three months after 31 March is 30 June.
        if self.date == fields.Date.end_of(self.date, "month"):
            start = fields.Date.end_of(start, "month")
        return start

    @staticmethod
    def _movement(current, final):
        if current is None:
            # Also a grade that has left the scheme: neither up nor down.
            return "new"
        return "same" if current == final else "up" if final < current else "down"
