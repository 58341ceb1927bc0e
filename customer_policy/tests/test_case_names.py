from odoo.exceptions import AccessError, MissingError
from odoo.fields import Command

from .complaint_common import ComplaintCase
from .violation_common import ViolationCase


class TestViolationNames(ViolationCase):
    """Documents name a case to people who must not read it."""

    def setUp(self):
        super().setUp()
        fine = {"sequence": 1, "measure": "fine", "fine_min": 100, "fine_max": 900}
        self.case = self._lead(self._report(type_id=self._ladder(fine).id), "heard")
        officer = self.case.with_user(self.violation_officer)
        officer.penalty_ids.write({"fine": 300})
        self._lead(self.case)
        self.penalty = self.case.sudo().penalty_ids
        self.env.flush_all()
        self.env.invalidate_all()

    def _label(self, user):
        [values] = self.penalty.with_user(user).read(["violation_id"])
        return values["violation_id"][1]

    def test_hr_reads_the_number_of_a_penalty_and_no_facts(self):
        self.assertEqual(self._label(self.personnel), self.case.number)
        penalties = self.env["customer.penalty"].with_user(self.personnel)
        [(case, _count)] = penalties._read_group(
            [("id", "=", self.penalty.id)], ["violation_id"], ["__count"]
        )
        self.assertEqual(case.display_name, self.case.number)
        self.assertFalse(penalties.search([("violation_id", "ilike", "watch")]))

    def test_whoever_reads_the_case_reads_its_name(self):
        for user in (self.violation_officer, self.violation_auditor, self.boss):
            with self.subTest(user=user.name):
                self.assertIn("Took a watch", self._label(user))

    def test_the_case_of_a_customer_is_not_for_the_person_and_the_head(self):
        case = self.case.with_user(self.boss)
        with self.assertRaises(AccessError):
            case.read(["complaint_id"])
        self.assertTrue(case.read(["name"]))

    def test_what_officers_do_is_not_found_by_the_person_and_the_head(self):
        self.case.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            summary="Ask the witness",
            user_id=self.violation_officer.id,
        )
        self.env.flush_all()
        asked = [("activity_summary", "ilike", "witness")]
        for user, found in ((self.boss, False), (self.violation_officer, True)):
            self.env.invalidate_all()
            cases = self.env["customer.violation"].with_user(user)
            with self.subTest(user=user.name):
                self.assertEqual(bool(cases.search_count(asked)), found)

    def test_notices_are_for_those_told_and_for_those_who_read_what_is_said(self):
        """Odoo shows all staff who was told what, with the subject."""
        event = self.env["calendar.event"].create(
            {
                "name": "About the watch",
                "start": "2026-03-03 10:00:00",
                "stop": "2026-03-03 11:00:00",
                "res_model_id": self.env["ir.model"]._get_id(self.case._name),
                "res_id": self.case.id,
            }
        )
        told = self.third_violation_officer.partner_id
        for record in (self.case.sudo(), event):
            record.message_notify(
                subject="About the watch", body="Come", partner_ids=told.ids
            )
        self.env.flush_all()
        for user, count in (
            (self.third_violation_officer, 2),
            (self.violation_officer, 2),
            (self.violation_auditor, 2),
            *((user, 0) for user in (self.boss, self.staff, self.outsider)),
            (self.culprit, 0),
        ):
            self.env.invalidate_all()
            notices = self.env["mail.notification"].with_user(user)
            with self.subTest(user=user.name):
                found = notices.search([("res_partner_id", "=", told.id)])
                subjects = found.mail_message_id.sudo().mapped("subject")
                self.assertEqual(subjects.count("About the watch"), count)
                self.assertEqual(found, found.filtered("is_of_readable_case"))

    def test_an_invitation_to_a_meeting_on_a_case_is_for_its_officers(self):
        event = self.env["calendar.event"].create(
            {
                "name": "About the watch",
                "start": "2026-03-03 10:00:00",
                "stop": "2026-03-03 11:00:00",
                "privacy": "private",
                "partner_ids": [Command.link(self.outsider.partner_id.id)],
                "res_model_id": self.env["ir.model"]._get_id(self.case._name),
                "res_id": self.case.id,
            }
        )
        file = self.env["ir.attachment"].create(
            {
                "name": "invitation.ics",
                "raw": b"SUMMARY:About the watch",
                "mimetype": "text/calendar",
                "res_model": event._name,
                "res_id": event.id,
            }
        )
        self.env.ref("base.group_system").user_ids = [Command.link(self.staff.id)]
        self.env.flush_all()
        for user, reads in (
            (self.violation_officer, True),
            (self.outsider, True),  # invited
            (self.staff, False),  # an administrator
            (self.personnel, False),
        ):
            self.env.invalidate_all()
            files = self.env["ir.attachment"].with_user(user)
            with self.subTest(user=user.name):
                found = files.search([("id", "=", file.id)])
                self.assertEqual(bool(found), reads)

    def test_a_notice_about_no_document_is_for_those_told_and_who_wrote_it(self):
        told = self.third_violation_officer.partner_id
        thread = self.env["mail.thread"].with_user(self.violation_officer)
        thread.message_notify(subject="Two cases", body="Look", partner_ids=told.ids)
        self.env.flush_all()
        for user, count in (
            (self.third_violation_officer, 1),
            (self.violation_officer, 1),
            (self.boss, 0),
            (self.outsider, 0),
        ):
            self.env.invalidate_all()
            notices = self.env["mail.notification"].with_user(user)
            with self.subTest(user=user.name):
                found = notices.search([("res_partner_id", "=", told.id)])
                subjects = found.mail_message_id.sudo().mapped("subject")
                self.assertEqual(subjects.count("Two cases"), count)


class TestComplaintNames(ComplaintCase):
    def setUp(self):
        super().setUp()
        self.complaint = self._register()
        kind = self.env["customer.visit.type"].search([], limit=1)
        self.visit = self.env["customer.visit"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.registrar.id,
                "visit_type_id": kind.id,
                "date_planned": "2026-03-03 10:00:00",
                "raised_complaint_id": self.complaint.id,
            }
        )
        self.complaint.sudo().respondent_ids = self.employee
        self.env.flush_all()
        self.env.invalidate_all()

    def _named(self, user):
        [values] = self.visit.with_user(user).read(["raised_complaint_id"])
        return values["raised_complaint_id"]

    def test_a_visit_names_the_case_to_whoever_reads_it(self):
        self.assertIn("Delivered late", self._named(self.manager)[1])

    def test_it_names_none_to_who_is_complained_of(self):
        self.assertFalse(self._named(self.respondent))
        mine = self.visit.with_user(self.respondent)
        spec = {"raised_complaint_id": {"fields": {"display_name": {}}}}
        self.assertFalse(mine.web_read(spec)[0]["raised_complaint_id"])
        [(case, _count)] = mine._read_group(
            [("id", "=", self.visit.id)], ["raised_complaint_id"], ["__count"]
        )
        self.assertFalse(case)

    def test_a_form_shows_the_number_of_a_case_that_one_cannot_read(self):
        visits = self.env["customer.visit"].with_user(self.staff)
        spec = {"complaint_id": {"fields": {"display_name": {}}}}
        values = {"complaint_id": self.complaint.id}
        shown = visits.onchange(values, ["complaint_id"], spec)["value"]
        if "complaint_id" in shown:
            name = shown["complaint_id"]["display_name"]
            self.assertEqual(name, self.complaint.number)

    def test_an_id_of_it_is_refused_like_one_that_nothing_has(self):
        visits = self.env["customer.visit"].with_user(self.respondent)
        values = {"complaint_id": self.complaint.id}
        spec = {"complaint_id": {"fields": {"display_name": {}}}}
        with self.assertRaises(MissingError):
            visits.onchange(values, ["complaint_id"], spec)
        with self.assertRaises(MissingError):
            self.visit.with_user(self.respondent).write(values)
        with self.assertRaises(MissingError):
            visits.onchange(
                {"merged_rule_ids": [Command.create({})], **values}, [], spec
            )
        guess = {"default_complaint_id": self.complaint.id}
        self.assertNotIn(
            "complaint_id", visits.with_context(**guess).default_get(["complaint_id"])
        )

    def test_a_reference_to_it_is_refused_like_one_to_nothing(self):
        """In a column of ids, beside the model, and in one that names both."""
        model_id = self.env["ir.model"]._get_id("customer.complaint")
        for case_id in (self.complaint.id, 2**31 - 2):
            env = self.env(user=self.respondent)
            with self.subTest(case_id=case_id):
                with self.assertRaises(MissingError):
                    env["mail.activity"].create(
                        {"res_model_id": model_id, "res_id": case_id}
                    )
                with self.assertRaises(MissingError):
                    env["portal.share"].create(
                        {"resource_ref": f"customer.complaint,{case_id}"}
                    )

    def test_an_id_of_nothing_is_refused_in_the_same_words(self):
        said = set()
        for case_id in (self.complaint.id, 2**31 - 2):
            notes = self.env["customer.complaint.note"].with_user(self.respondent)
            with self.assertRaises(MissingError) as caught:
                notes.create({"complaint_ids": [Command.link(case_id)]})
            said.add(str(caught.exception).replace(f"({case_id},", "(#,"))
        self.assertEqual(len(said), 1)

    def test_an_activity_being_filled_in_names_no_case_that_one_does_not_read(self):
        values = {
            "res_model_id": self.env["ir.model"]._get_id(self.complaint._name),
            "res_model": self.complaint._name,
            "res_id": self.complaint.id,
        }
        for user, tells in ((self.staff, False), (self.manager, True)):
            self.env.invalidate_all()
            activities = self.env["mail.activity"].with_user(user)
            shown = activities.onchange(values, ["res_id"], {"res_name": {}})["value"]
            with self.subTest(user=user.name):
                name = shown.get("res_name") or ""
                self.assertEqual("Delivered late" in name, tells)

    def test_a_file_of_a_case_is_put_into_no_document_of_whoever_cannot_read_it(self):
        letter = self.env["ir.attachment"].create(
            {
                "name": "letter.txt",
                "raw": b"What the customer wrote",
                "res_model": self.complaint._name,
                "res_id": self.complaint.id,
            }
        )
        values = {"attachment_ids": [Command.link(letter.id)]}
        composers = self.env["mail.compose.message"]
        with self.assertRaises(MissingError):
            composers.with_user(self.staff).create(values)
        composer = composers.with_user(self.manager).create(values)
        self.assertEqual(composer.attachment_ids, letter.with_user(self.manager))

    def test_an_external_id_names_the_case_to_those_who_read_it(self):
        letter = self.env["ir.attachment"].create(
            {
                "name": "What the customer wrote",
                "raw": b"x",
                "res_model": self.complaint._name,
                "res_id": self.complaint.id,
            }
        )
        to_do = self.complaint.activity_schedule(
            "mail.mail_activity_data_todo",
            summary="Ask the driver",
            user_id=self.manager.id,
        )
        for record in (self.complaint, self._action(), letter, to_do):
            xid = self.env["ir.model.data"].create(
                {
                    "module": "__test__",
                    "name": f"case_{record._table}",
                    "model": record._name,
                    "res_id": record.id,
                }
            )
            self.env.flush_all()
            for user, name in (
                (self.outsider, xid.complete_name),
                (self.manager, record.display_name),
            ):
                self.env.invalidate_all()
                shown = xid.with_user(user).sudo().display_name
                with self.subTest(model=record._name, user=user.name):
                    self.assertEqual(shown, name)

    def _action(self):
        return self.env["customer.complaint.action"].create(
            {
                "complaint_id": self.complaint.id,
                "name": "Talk to the driver",
                "user_id": self.registrar.id,
                "date_deadline": "2026-03-09",
            }
        )
