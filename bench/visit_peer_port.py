"""The visit planner of others, whose releases end with Odoo 18.

It is ported as far as it must be to run: what Odoo 19 has no more is said in another
way, and its views, which nobody looks at here, stay out. What it does when it plans and
puts visits into the calendar is left as it is.
"""

import ast
import atexit
import shutil
import tempfile
from pathlib import Path

import complaint_data

NAME = "crm_salesperson_planner"
DATA = ("data/crm_salesperson_planner_sequence.xml", "security/ir.model.access.csv")
PORT = {
    '"partner_id.mobile"': '"partner_id.phone"',
    '"groups_id"': '"group_ids"',
    "fields.first(": "(lambda records: records[:1])(",
    '"version": "18.0.': '"version": "19.0.',
}


def port():
    """Make it findable for Odoo, before Odoo looks for add-ons."""
    source = Path(complaint_data.PEERS, NAME)
    if not complaint_data.PEERS or not source.is_dir():
        return
    folder = tempfile.mkdtemp(prefix="bench_planner_")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    target = Path(folder, NAME)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("i18n", "static"))
    for path in target.rglob("*.py"):
        text = path.read_text()
        for old, new in PORT.items():
            text = text.replace(old, new)
        path.write_text(text)
    manifest = target / "__manifest__.py"
    values = ast.literal_eval(manifest.read_text())
    manifest.write_text(repr({**values, "data": list(DATA)}))
    complaint_data.PEERS = f"{folder},{complaint_data.PEERS}"
