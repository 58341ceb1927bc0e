from datetime import datetime

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date, format_datetime

PAGE = 10
PAGE_MOST = 50
TEXT_MOST = 240


class CustomerPolicyTimeline(models.AbstractModel):
    """What happened with a customer, newest first, whichever wing or add-on tells it.

    A source says which records of which model are events, and which of their columns
    is the moment. The sources are put together by one query, each with the record
    rules of the person who looks; only what is on the page is read.

    An add-on adds a source to ``_sources`` and a method ``_show_<name>`` that says
    what its events are called.
    """

    _name = "customer.policy.timeline"
    _description = "What Happened with a Customer"

    # ------------------------------------------------------------------------- sources

    @api.model
    def _sources(self, customer):
        """
        :param customer: a commercial entity; its contacts count as well
        :return: {name: (model, domain, column of the moment)}
        """
        return {}

    # ------------------------------------------------------------------------ business

    @api.model
    def _events(self, customer, after=None, limit=PAGE):
        """A page of events.

        :param after: the cursor that came with the page before
        :return: {"events": newest first, "cursor": where more begins, or False}
        """
        limit = min(max(int(limit), 1), PAGE_MOST)
        sources = {
            name: source
            for name, source in self._sources(customer).items()
            if self.env[source[0]].has_access("read")
        }
        rows = self._rows(sources, self._check_cursor(after), limit + 1)
        page, rest = rows[:limit], rows[limit:]
        moment, name, record_id = page[-1] if rest else (None, None, None)
        return {
            "events": self._describe(sources, page),
            "cursor": [moment.isoformat(), name, record_id] if rest else False,
        }

    @api.model
    def _check_cursor(self, after):
        if not after:
            return None
        try:
            moment, name, record_id = after
            if not (isinstance(name, str) and type(record_id) is int):
                raise ValueError(after)
            return datetime.fromisoformat(moment), name, record_id
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("There is no such page of events. Open the customer anew.")
            ) from error

    @api.model
    def _rows(self, sources, after, limit):
        """:return: (moment, source, id of the record), newest first"""
        parts = [
            part
            for name, source in sources.items()
            if (part := self._source_sql(name, *source, after, limit)) is not None
        ]
        if not parts:
            return []
        return self.env.execute_query(
            SQL(
                "%s ORDER BY 1 DESC, 2 DESC, 3 DESC LIMIT %s",
                SQL(" UNION ALL ").join(parts),
                limit,
            )
        )

    @api.model
    def _source_sql(self, name, model, domain, column, after, limit):
        """SELECT of the newest events of one source; None where there are none."""
        records = self.env[model].with_context(active_test=False)
        query = records._search(Domain(domain) & Domain(column, "!=", False))
        if query.is_empty():
            return None
        moment = SQL("%s::timestamp", records._field_to_sql(query.table, column, query))
        record_id = SQL.identifier(query.table, "id")
        if after:
            query.add_where(
                SQL(
                    "(%s, %s::text, %s) < (%s::timestamp, %s::text, %s)",
                    moment,
                    name,
                    record_id,
                    *after,
                )
            )
        query.order = SQL("1 DESC, 3 DESC")
        query.limit = limit
        return SQL("(%s)", query.select(moment, SQL("%s::text", name), record_id))

    @api.model
    def _describe(self, sources, rows):
        ids = {}
        for _moment, name, record_id in rows:
            ids.setdefault(name, []).append(record_id)
        shown = {}
        for name, record_ids in ids.items():
            records = self.env[sources[name][0]].browse(record_ids)
            for record_id, event in getattr(self, f"_show_{name}")(records).items():
                shown[name, record_id] = event
        return [
            {
                "key": f"{name}-{record_id}",
                "source": name,
                "model": sources[name][0],
                "id": record_id,
                "date": self._say_moment(moment, *sources[name]),
                "badge": False,
                **shown[name, record_id],
            }
            for moment, name, record_id in rows
        ]

    @api.model
    def _say_moment(self, moment, model, _domain, column):
        if self.env[model]._fields[column].type == "date":
            return format_date(self.env, moment.date())
        return format_datetime(self.env, moment, dt_format="short")

    # --------------------------------------------------------------- words for sources

    @api.model
    def _event(self, icon, title, *texts, badge=False):
        """
        :param icon: of Font Awesome, without ``fa-``
        :param texts: what else is known; empty ones are left out
        """
        text = " · ".join(str(part).strip() for part in texts if part)
        text = " ".join(text.split())
        return {
            "icon": icon,
            "title": title,
            "text": f"{text[:TEXT_MOST]}…" if len(text) > TEXT_MOST else text,
            "badge": badge,
        }

    @api.model
    def _label(self, record, name):
        """The words of a selection field."""
        labels = dict(record._fields[name]._description_selection(self.env))
        return labels.get(record[name], "")
