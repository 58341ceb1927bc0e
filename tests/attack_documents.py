"""Documents of hidden customers: some as work leaves them, the rest by the registry."""

import datetime
from collections import defaultdict
from datetime import timedelta

import psycopg2.errors
from attack_documents_left import NOT_MADE
from attack_pointing import TO_PEOPLE, Pointing

from odoo import Command, fields
from odoo.tools import SQL

MEANS_CUSTOMER = (
    "email", "phone", "mobile", "contact_name", "partner_name", "street", "holder",
    "partner_address", "author_name",
)  # fmt: skip
# What people write of themselves: a mark of a customer there would be found rightly.
OF_ITS_AUTHOR = {
    "customer.export.request": ("purpose",),  # the words of who asks
    "hr.version": ("private_street", "private_street2"),  # where an employee lives
}


class DocumentMaker:
    def __init__(self, env, companies, people, users):
        self.env = env
        self.companies = companies
        self.people = people
        self.users = users
        self.failed = {}
        self.made = defaultdict(list)
        self.values = {}
        self.tokens = {}

    # As work leaves them

    def by_hand(self):
        for key in ("secret", "top", "confidential", "subsidiary", "open"):
            self._customer_work(key)
        self._visible_with_hidden_parts()

    def _customer_work(self, key: str):
        company = self.companies[key]
        contact = self.people.get(f"{key}1", company)
        steps = (self._mail, self._meeting, self._bank, self._sale, self._channel)
        for step in steps:
            self._attempt(step.__name__, lambda step=step: step(company, contact))

    def _attempt(self, title, step):
        try:
            with self.env.cr.savepoint():
                return step()
        except Exception as error:
            self.failed[title] = f"{type(error).__name__}: {error}"[:200]

    def _text(self, record) -> str:
        return "ZQD-text" if "ZQX" in record.name else "Open text"

    def _mail(self, company, contact):
        former = self.users["former"].partner_id
        staff = [self.users[key].partner_id.id for key in ("employee", "salesperson")]
        company.message_subscribe([*staff, former.id, contact.id])
        company.message_post(
            body=self._text(company),
            author_id=contact.id,
            email_from=contact.email,
            partner_ids=staff,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachments=[("letter.txt", self._text(company).encode())],
        )
        for key in ("employee", "salesperson", "former"):
            company.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self._text(company),
                note=self._text(company),
                user_id=self.users[key].id,
            )
        self.env["ir.attachment"].create(
            {
                "name": f"{self._text(company)}.txt",
                "raw": self._text(company).encode(),
                "mimetype": "text/plain",
                "res_model": "res.partner",
                "res_id": company.id,
            }
        )

    def _meeting(self, company, contact):
        start = fields.Datetime.now() + timedelta(days=1)
        self.env["calendar.event"].create(
            {
                "name": self._text(company),
                "description": self._text(company),
                "start": start,
                "stop": start + timedelta(hours=1),
                "partner_ids": [
                    Command.set(
                        [contact.id, self.users["employee"].partner_id.id],
                    )
                ],
                "user_id": self.users["employee"].id,
            }
        )

    def _bank(self, company, contact):
        self.env["res.partner.bank"].create(
            {
                "acc_number": f"ZQXIBAN{company.id}" if "ZQX" in company.name else "99",
                "partner_id": company.id,
            }
        )

    def _channel(self, company, contact):
        employee = self.users["employee"]
        if not contact.user_ids:
            return
        group = (
            self.env["discuss.channel"]
            .with_user(employee)
            ._create_group(
                partners_to=[contact.id, self.users["salesperson"].partner_id.id]
            )
        )
        chat = self.env["discuss.channel"].with_user(employee)
        chat = chat._get_or_create_chat([contact.id])
        for channel in group | chat:
            channel.sudo().message_post(
                body=self._text(company),
                author_id=contact.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )

    def _sale(self, company, contact):
        if "sale.order" not in self.env:
            return
        product = self.env["product.product"].create(
            {"name": "Attack thing", "list_price": 10, "type": "service"}
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": company.id,
                "client_order_ref": self._text(company),
                "order_line": [Command.create({"product_id": product.id})],
                "user_id": self.users["salesperson"].id,
            }
        )
        order._portal_ensure_token()
        order.action_confirm()
        order.message_subscribe([contact.id])
        order.message_post(
            body=self._text(company),
            author_id=contact.id,
            email_from=contact.email,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
        self._attempt(f"invoice {company.name}", lambda: self._invoice(order))

    def _invoice(self, order):
        order.order_line.qty_delivered = 1
        invoice = order._create_invoices()
        invoice.invoice_date = fields.Date.today()
        invoice.action_post()
        invoice._portal_ensure_token()
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create({})._create_payments()

    def _visible_with_hidden_parts(self):
        """What stays visible, touched by hidden people."""
        opened, contact = self.companies["open"], self.people["secret1"]
        opened.message_subscribe([contact.id])
        for record in [opened, *self._orders_of(opened)[:1]]:
            record.message_post(
                body="Open text",
                author_id=contact.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        category = self.env["res.partner.category"].create({"name": "Open tag"})
        opened.category_id = category
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner_category SET create_uid = %s, write_uid = %s "
                "WHERE id = %s",
                self.users["hidden"].id,
                self.users["hidden"].id,
                category.id,
            )
        )
        self.env.invalidate_all()

    def _orders_of(self, partner):
        if "sale.order" not in self.env:
            return self.env["res.partner"]
        return self.env["sale.order"].search([("partner_id", "=", partner.id)])

    # By the registry

    def by_registry(self):
        for name in sorted(self.env.registry):
            model = self.env[name]
            if model._abstract or model._transient or not model._auto:
                continue
            if name.startswith(NOT_MADE):
                continue
            pointers = self._pointers(model)
            if pointers:
                self._make_all(model, pointers)

    def _pointers(self, model) -> list:
        return [
            field
            for field in model._fields.values()
            if field.comodel_name in TO_PEOPLE
            and field.type in ("many2one", "many2many")
            and field.store
            and not field.related
            and not field.readonly
            and field.name not in ("create_uid", "write_uid")
        ]

    def _make_all(self, model, pointers):
        partner = [f for f in pointers if f.comodel_name == "res.partner"]
        users = [f for f in pointers if f.comodel_name == "res.users"]
        variants = {"open": {}}
        if partner:
            company, person = self.companies["secret"], self.people["secret2"]
            pair = (company.id, person.id)
            variants["all"] = {
                f.name: pair[position % 2] for position, f in enumerate(partner)
            }
            variants["top"] = {f.name: self.companies["top"].id for f in partner}
            if len(partner) > 1:
                delivery = self.people["delivery"].id
                variants.update({f"only {f.name}": {f.name: delivery} for f in partner})
        for field in users:
            hidden = self.users["hidden"].id
            variants[f"user {field.name}"] = {field.name: hidden}
        for variant, values in variants.items():
            self._attempt(
                f"{model._name} {variant}",
                lambda variant=variant, values=values: self._make(
                    model, pointers, values, variant in ("all", "top")
                ),
            )

    def _make(self, model, pointers, values, is_hidden):
        opened = {
            f.name: self.companies["open"].id
            if f.comodel_name == "res.partner"
            else self.users["staff"].id
            for f in pointers
            if f.type == "many2one"
        }
        many = {f.name for f in pointers if f.type == "many2many"}
        customer = {
            name: [Command.set([number])] if name in many else number
            for name, number in {**opened, **values}.items()
        }
        filled = self._fill(model, is_hidden, set(customer))
        for _attempt in range(4):
            try:
                with self.env.cr.savepoint():
                    record = model.create({**filled, **customer})
                break
            except psycopg2.errors.NotNullViolation as error:
                missing = model._fields[error.diag.column_name]
                marked = missing.name not in OF_ITS_AUTHOR.get(model._name, ())
                filled[missing.name] = self._any(model, missing, is_hidden and marked)
        self.made[model._name].append(record.id)
        if not values:
            self.values[model._name] = {
                name: str(value) if isinstance(value, datetime.date) else value
                for name, value in {**filled, **customer}.items()
            }

    def _fill(self, model, is_hidden: bool, taken: set) -> dict:
        values = {}
        defaults = model.default_get(list(model._fields))
        for name, field in model._fields.items():
            if name in taken or field.related or not field.store or field.readonly:
                continue
            if name in model._inherits.values():
                continue
            marked = is_hidden and name not in OF_ITS_AUTHOR.get(model._name, ())
            wanted = self._customer_text(model, field) if marked else None
            if wanted:
                values[name] = wanted
            elif field.required and not field.compute and not defaults.get(name):
                values[name] = self._any(model, field, marked)
            elif field.type == "many2one_reference":
                values.update(self._reference(model, field))
        return {name: value for name, value in values.items() if value is not None}

    def _reference(self, model, field) -> dict:
        owner = model._fields[field.model_field]
        values = {field.name: self.companies["open"].id}
        if owner.related:  # to the model by its id
            model_id = self.env["ir.model"]._get_id("res.partner")
            return {**values, owner.related.partition(".")[0]: model_id}
        if owner.type == "many2one":
            return {**values, owner.name: self.env["ir.model"]._get_id("res.partner")}
        return {**values, owner.name: "res.partner"}

    def _customer_text(self, model, field):
        if field.type not in ("char", "text") or field.translate:
            return None
        if not any(word in field.name for word in MEANS_CUSTOMER):
            return None
        if "email" in field.name:
            return "zqx-copy@zqx-7f3a.example"
        if "phone" in field.name or "mobile" in field.name:
            return "+49 30 73519249"
        return f"ZQX-COPY-{model._name}.{field.name}"

    def _any(self, model, field, is_hidden):
        if field.type in ("char", "text", "html"):
            if field.name in ("model", "res_model"):
                return "res.partner"
            if "date" in field.name:
                return None
            text = "ZQD-name" if is_hidden else "Open name"
            return f"{text} {model._name}"
        if field.type == "many2one":
            return self._any_record(field)
        if field.type == "selection":
            return next(iter(field.get_values(self.env)), None)
        simple = {
            "integer": 1,
            "float": 1.0,
            "monetary": 1.0,
            "boolean": True,
            "date": fields.Date.today(),
            "datetime": fields.Datetime.now(),
        }
        if field.type == "many2one_reference":
            return self.companies["open"].id
        if field.type == "reference":
            return f"res.partner,{self.companies['open'].id}"
        return simple.get(field.type)

    def _any_record(self, field):
        comodel = self.env[field.comodel_name]
        if field.comodel_name == "ir.model":
            return self.env["ir.model"]._get_id("res.partner")
        if self.made[field.comodel_name]:
            return self.made[field.comodel_name][0]
        found = comodel.search([], limit=1)
        return found.id or None

    # What points at whom

    def facts(self, hidden, share, opened) -> dict:
        targets = {"res.partner": hidden.ids, "res.users": share.ids}
        return {
            "hidden_documents": Pointing(self.env).documents(targets),
            "open_documents": Pointing(self.env).documents({"res.partner": opened}),
            "tokens": self.tokens,
            "values": self.values,
            "not_made": self.failed,
        }

    def keep_tokens(self) -> None:
        """The links that were given away before, per model and document."""
        found = {}
        for name, model in self.env.items():
            field = model._fields.get("access_token")
            if model._abstract or model._transient or field is None:
                continue
            if not field.store or name == "ir.attachment":
                continue
            records = model.with_context(active_test=False)
            records = records.search([("access_token", "!=", False)])
            found[name] = {record.id: record.access_token for record in records}
        self.tokens = found
