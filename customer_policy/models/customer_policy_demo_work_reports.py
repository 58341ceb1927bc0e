from odoo import api, fields, models

from ..tools import demo_history

PEOPLE = ("staff", "staff_novak", "staff_zhou")
DAYS = 8
# So many of the newest days nobody has read yet; one person has not sent the last.
UNREAD = 2
LATE = "staff_zhou"
WORDS = (
    ("Two customers asked for the price list of next year.", "Call those two."),
    ("客户反映交货期有所改善。", "准备下周的拜访。"),
    ("Nothing special.", "Prepare the visits of tomorrow."),
    ("竞争对手推出了新的服务方案，客户正在比较。", "整理我方方案并回访。"),
    ("The customer praised our service technician.", "Send the offer that I promised."),
)
ANSWERS = ("Well done. Please call the two before Friday.", None, "收到，请继续跟进。")


class CustomerPolicyDemo(models.AbstractModel):
    """Work reports of the last days: sent up, and read but for the newest."""

    _inherit = "customer.policy.demo"

    @api.model
    def _build_work_reports(self):
        today = self._today()
        days = [demo_history.next_working_days(today, -n) for n in range(DAYS, 0, -1)]
        for place, day in enumerate(days):
            people = [key for key in PEOPLE if day != days[-1] or key != LATE]
            reports = self._send_reports("daily", day, people, place)
            if place < DAYS - UNREAD:
                self._read_reports(reports, day, place)
        week = fields.Date.subtract(fields.Date.start_of(today, "week"), days=7)
        self._send_reports(
            "weekly", week, PEOPLE[:2], DAYS, fields.Date.add(week, days=4)
        )

    @api.model
    def _send_reports(self, kind, day, people, place, sent=None):
        """As their authors would, at the end of the day.

        :return: the reports
        """
        reports = self.env["customer.work.report"]
        for offset, key in enumerate(people):
            remarks, plan = WORDS[(place + offset) % len(WORDS)]
            values = {"kind": kind, "date_from": day, "remarks": remarks, "plan": plan}
            values |= {"user_id": self._user(key).id, "visitor_count": offset}
            with self._at(demo_history.at_work(sent or day, 17.2 + offset / 10)):
                report = self._as(reports, key).create(values)
                report.action_send()
            reports += report.with_env(self.env)
        return reports

    @api.model
    def _read_reports(self, reports, day, place):
        morning = demo_history.next_working_days(day, 1)
        with self._at(demo_history.at_work(morning, 9.1)):
            for offset, report in enumerate(self._as(reports, "sales_head")):
                report.action_read(ANSWERS[(place + offset) % len(ANSWERS)])
