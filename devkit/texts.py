"""What ./dev tells its user."""

from .options import DEFAULT_DATABASE

HELP = f"""\
./dev COMMAND [options]

  run                 fetch what is missing, build the database, serve the web client
  stop                stop what was started here (with --db: only that server)
  reset               drop the database and its files
  test [PATH...]      run every test, or those in PATH (file, folder, file::test);
                      options of pytest follow after --
  odoo-test [ADDON]   the add-ons' tests with Odoo's own runner
  i18n [ADDON...]     merge new terms into the translations, list what has none
  lint                ruff and pylint-odoo
  odoo ARGS...        Odoo's own command line: ./dev odoo shell -d {DEFAULT_DATABASE}
  psql [NAME]         the database {DEFAULT_DATABASE}, or NAME
  env                 shell assignments for other scripts: eval "$(./dev env)"
  bench [NAME]        a benchmark, or the list of them
  verify-log          whether the access log is whole, else from which line it is not
  demo-cdnow          load, grade and judge a real purchase log (database cdnow)

  --db NAME           another database than {DEFAULT_DATABASE}, beside it
  --port N            the web client's port (else the last one used, or a free one)
  --no-demo           build the database without demo data
  --foreground        run: stay attached, end with Ctrl-C
  --size N --json     bench: how many records; only JSON lines on stdout
  --odoo DIR          an Odoo 19 that is there; nothing of Odoo is downloaded
                      (or CUSTOMER_POLICY_ODOO=DIR in the environment)

Everything lies in .dev/ (logs in .dev/logs), downloads in the user's cache folder
customer-policy. Remove either and the next run makes it again; databases are in .dev/.
"""


def welcome(address: str, database: str) -> str:
    return f"""
Customer Policy runs at {address} (database {database})

  manager   admin / admin
  employee  demo / demo   (with demo data)

Look at
  Customer Policy > Grading > Reviews    the review of the demo customers and its lines
  Customer Policy > Customers            the grade badges; on a customer, why he has it
  Customer Policy > Complaints > Today    what is due; register a case, and lead it on
  Customer Policy > Configuration        schemes, criteria and brackets
  Customer Policy > Policy               the clauses that they carry out

./dev stop stops it, ./dev reset drops the data, ./dev help lists the rest.
"""
