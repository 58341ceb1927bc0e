"""What ./dev tells its user."""

from .options import DEFAULT_DATABASE

HELP = f"""\
./dev COMMAND [options]

  run                 fetch what is missing, build the database, serve the web client
  stop                stop what was started here (with --db: only that server)
  reset               drop the database and its files
  test [PATH...]      run every test, or those in PATH (file, folder, file::test);
                      options of pytest follow after --
  attack              what each role can learn or break that it should not, thoroughly;
                      the result stands in tests/ATTACK.md
  odoo-test [ADDON]   the add-ons' tests with Odoo's own runner
  odoo-suite [MODULE] Odoo's own tests with and without the add-ons: the difference
  i18n [ADDON...]     merge new terms into the translations, list what has none
  lint                ruff and pylint-odoo
  odoo ARGS...        Odoo's own command line: ./dev odoo shell -d {DEFAULT_DATABASE}
  psql [NAME]         the database {DEFAULT_DATABASE}, or NAME
  package             a zip for an add-ons folder, and wheels, in .dev/dist
  env                 shell assignments for other scripts: eval "$(./dev env)"
  bench [NAME...]     all benchmarks, or these; kept in bench/RESULTS.md
  load                many people at once, with the add-ons and without
  screens             open every screen as each role, list what is wrong with it
  faults              kill workers and the database, fill the disk, move the clock
                      while people work; list what was lost or doubled
  verify-log          whether the access log is whole, else from which line it is not
  demo-cdnow          load, grade and judge a real purchase log (database cdnow)

  --db NAME           another database than {DEFAULT_DATABASE}, beside it
  --port N            the web client's port (else the last one used, or a free one)
  --no-demo           build the database without demo data
  --foreground        run: stay attached, end with Ctrl-C
  --size N --seed N   faults: how many steps; which random ones
  --size N --json     bench: how many records; JSON lines on stdout; --list: the names
  --minutes M         load: for so long on each side, with --size customers
  --odoo DIR          an Odoo 19 that is there; nothing of Odoo is downloaded
                      (or CUSTOMER_POLICY_ODOO=DIR in the environment)

Everything lies in .dev/ (logs in .dev/logs), downloads in the user's cache folder
customer-policy. Remove either and the next run makes it again; databases are in .dev/.
"""


def welcome(address: str, database: str) -> str:
    return f"""
Customer Policy runs at {address} (database {database})

  administrator  admin / admin

People of the demo company; the password is the login (not with --no-demo)
  staff              account manager: visits of today, own customers, own requests
  sales_head         head of sales: visit plans, reports to sign, grades
  officer            complaint officer: cases and their clocks
  service_head       head of customer service: decides on complaints
  violation_officer  leads violations, books points
  general_manager    decides on violations and on major complaints
  custodian          secrecy, access, the seal
  auditor            reads every log, changes nothing
  hr                 penalties and papers
  manager            the policy, all settings

Look at
  Customer Policy > Visits > Today       as staff, best on a phone: the way of the day
  Customer Policy > Inbox                what waits for a decision
  Customer Policy > Grading > Reviews    two years of reviews, and what moved
  Customer Policy > Customers            the grade badges; on a customer, why he has it
  Customer Policy > Complaints > Today    what is due; register a case, and lead it on
  Customer Policy > Configuration        schemes, criteria and brackets
  Customer Policy > Policy               the clauses that they carry out

./dev stop stops it, ./dev reset drops the data, ./dev help lists the rest.
"""
