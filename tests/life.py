"""A company's database before the add-ons, with them, and with all they can hold."""

from dataclasses import dataclass

from installation import Installation

# What a company has before it adds ours.
BUSINESS = (
    "res_partner",
    "res_users",
    "res_company",
    "sale_order",
    "sale_order_line",
    "account_move",
    "account_move_line",
    "crm_lead",
    "hr_employee",
    "hr_version",
    "calendar_event",
    "calendar_attendee",
    "product_template",
    "resource_calendar",
    "mail_activity",
)

WHEN = ("write_date", "write_uid")


@dataclass(frozen=True)
class Table:
    """:param rows: {id: checksum of the columns that it had at first}
    :param places: {id: where the row lies, which changes whenever it is written}
    :param file: what it lies in, which changes when the table is written anew
    """

    rows: dict[str, str]
    places: dict[str, str]
    file: str


@dataclass(frozen=True)
class Life:
    """:param columns: {table: names of the columns that it had at first}"""

    installation: Installation
    columns: dict[str, list[str]]
    before: dict[str, Table]
    installed: dict[str, Table]


def look(installation: Installation, columns: dict[str, list[str]]) -> dict[str, Table]:
    """The tables of :param columns:, {table: names of columns}."""
    return {
        table: Table(
            installation.rows(table, names),
            installation.rows(table, ["xmin", "ctid"]),
            installation.lines(
                f"SELECT relfilenode FROM pg_class WHERE oid = '{table}'::regclass"
            )[0],
        )
        for table, names in columns.items()
    }


def begin(installation: Installation) -> Life:
    """Install into a database of Odoo's own modules, demo company included."""
    columns = {
        table: [name for name in installation.columns(table) if name not in WHEN]
        for table in BUSINESS
    }
    before = look(installation, columns)
    installation.install("--with-demo")
    return Life(installation, columns, before, look(installation, columns))
