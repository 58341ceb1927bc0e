from .complaint_common import MONDAY, ComplaintCase


class TestComplaintGrowth(ComplaintCase):
    """Queries are counted, and do not grow with the number of cases."""

    def _batch(self, number, **values):
        complaints = self.env["customer.complaint"].create(
            [
                {
                    "name": f"Case {index}",
                    "partner_id": self.customer.id,
                    "team_id": self.team.id,
                    **values,
                }
                for index in range(number)
            ]
        )
        self.env.flush_all()
        return complaints

    def _queries(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_registering_a_hundred_takes_hardly_more_than_one(self):
        self.team.assign_method = "least_loaded"
        with self._at(MONDAY):
            self._batch(3)
            one = self._queries(lambda: self._batch(1))
            many = self._queries(lambda: self._batch(100))
        # Rows go in by hundreds, and there are three people to be told instead of one.
        self.assertLessEqual(many - one, 60)

    def test_merging_twenty_takes_no_more_than_two(self):
        with self._at(MONDAY):
            self._batch(2).action_merge()
            two, twenty = self._batch(2), self._batch(20)
            few = self._queries(lambda: two.action_merge())
            many = self._queries(lambda: twenty.action_merge())
        self.assertLessEqual(many - few, 10)

    def test_a_kanban_of_eighty_cards_takes_no_more_than_one_of_ten(self):
        with self._at(MONDAY):
            self._batch(90)
            mine = self.env["customer.complaint"].with_user(self.complaint_manager)
            view = self.env.ref("customer_policy.customer_complaint_view_kanban")
            views = mine.get_views([(view.id, "kanban")])
            names = set(views["models"]["customer.complaint"]["fields"])
            specification = {
                name: {"fields": {"display_name": {}}}
                if mine._fields[name].relational
                else {}
                for name in names
            }

            def page(cards):
                domain = [("is_open", "=", True)]
                return lambda: mine.web_search_read(domain, specification, limit=cards)

            page(10)()
            few = self._queries(page(10))
            many = self._queries(page(80))
            self.assertLessEqual(many, few)

            groups = {
                number: self._queries(
                    lambda number=number: mine.formatted_read_group(
                        [("is_open", "=", True)], ["state"], ["__count"]
                    )
                )
                for number in (1, 2)
            }
            self.assertEqual(groups[1], groups[2])

    def test_the_queue_by_next_deadline_is_read_off_an_index(self):
        with self._at(MONDAY):
            self._batch(50)
        self.env.cr.execute("ANALYZE customer_complaint")
        # Few rows: what the planner could do with them counts, not what is cheapest.
        for way in ("seqscan", "bitmapscan", "sort"):
            self.env.cr.execute(f"SET LOCAL enable_{way} = off")
        query = self.env["customer.complaint"]._search(
            [("is_open", "=", True)], order="next_deadline, id", limit=80
        )
        sql = self.env.cr.mogrify(query.select()).decode()
        self.env.cr.execute(f"EXPLAIN {sql}")
        plan = "\n".join(row[0] for row in self.env.cr.fetchall())
        self.assertIn("queue_idx", plan)
        self.assertNotIn("Sort", plan)
