"""Three companies, a currency each: nothing of one is seen or counted in another."""

import pytest
from rpc import RpcError, Session
from world import NAMES, OF_ONE, OF_TWO, World

# Our models that are lists of their own, with the way to the company of each row: its
# own column, or that of what it belongs to.
COLUMNS = """
    SELECT replace(field.model, '.', '_'), field.model, field.name,
           COALESCE(field.relation, '')
      FROM ir_model_fields field
      JOIN ir_model model ON model.id = field.model_id
      JOIN pg_class class ON class.relname = replace(field.model, '.', '_')
     WHERE field.model LIKE 'customer.%' AND field.store AND NOT model.transient
       AND class.relkind = 'r' AND field.ttype = 'many2one'
"""
MODELS = """
    SELECT model.model FROM ir_model model
      JOIN ir_model_fields field ON field.model_id = model.id
     WHERE model.model LIKE 'customer.%' AND NOT model.transient
       AND NOT model.abstract AND field.name = 'company_id' AND field.store
"""
SISTERS = """
    SELECT cid FROM res_company_users_rel
      JOIN res_users ON res_users.id = user_id WHERE login = 'of_two' ORDER BY cid
"""
MAIN = 1
# A scheme of all companies grades the customers of all, whichever company reviews them.
SHARED_LINKS = ("review_id",)
# Figures of what belongs to a company: cases, visits, violations.
FIGURES = (
    "overdue_cases",
    "open_cases",
    "due_today",
    "to_accept",
    "unassigned",
    "to_decide",
    "waiting_cases",
    "missed_visits",
    "visits_today",
    "my_visits_late",
    "violations",
    "violations_reported",
    "violations_investigated",
    "violations_heard",
    "violations_appealed",
    "penalties_pending",
    "deductions",
)


@pytest.fixture(scope="module")
def of_one(world: World) -> Session:
    return world.session(OF_ONE)


@pytest.fixture(scope="module")
def of_two(world: World) -> Session:
    return world.session(OF_TWO)


def _ways(world: World) -> dict[str, dict[str, str]]:
    """:return: {model: {name of a link: SQL of the company that it leads to}}"""
    lines = [line.split("|") for line in world.database.query(COLUMNS).splitlines()]
    owned = {table for table, _model, name, _to in lines if name == "company_id"}
    ways: dict[str, dict[str, str]] = {}
    for table, model, name, relation in lines:
        target = relation.replace(".", "_")
        if name == "company_id":
            ways.setdefault(model, {})[name] = f"{table}.company_id"
        elif target in owned or target == "hr_employee":
            ways.setdefault(model, {})[name] = (
                f"(SELECT company_id FROM {target} WHERE id = {table}.{name})"
            )
    return ways


def test_whoever_belongs_to_another_company_sees_nothing(world: World, of_one: Session):
    strange = {}
    for model, ways in _ways(world).items():
        try:
            ids = of_one.call(model, "search", [])
        except RpcError:
            continue
        table = model.replace(".", "_")
        for name, company in ways.items():
            if name in SHARED_LINKS:
                continue
            found = world.number(
                f"SELECT count(*) FROM {table} WHERE {company} = {MAIN}"
                f" AND id = ANY('{{{','.join(map(str, ids))}}}')"
            )
            if found:
                strange[f"{model}.{name}"] = found
    assert strange == {}


def test_nothing_of_another_company_is_counted(world: World, of_one: Session):
    """Lists that are counted from others included."""
    strange = {}
    for model in world.database.query(MODELS).splitlines():
        try:
            groups = of_one.call(
                model, "formatted_read_group", [], ["company_id"], ["__count"]
            )
        except RpcError as error:
            assert error.kind == "odoo.exceptions.AccessError", (model, error)
            continue
        of = [group["company_id"] for group in groups]
        strange[model] = [company for company in of if company and company[0] == MAIN]
    assert strange
    assert {model: of for model, of in strange.items() if of} == {}


def test_start_pages_count_nothing_of_another_company(of_one: Session):
    figures = of_one.call(
        "customer.policy.home.figure",
        "search_read",
        [("code", "in", FIGURES)],
        ["page", "code", "value", "value_text"],
    )
    assert figures
    assert [figure for figure in figures if figure["value"]] == []


@pytest.fixture(scope="module")
def cases(world: World, of_two: Session) -> dict[int, int]:
    """A case in each of two companies: {company: case}."""
    made = {}
    for company in _companies(world):
        context = {"allowed_company_ids": [company]}
        [team] = of_two.call(
            "customer.complaint.team",
            "create",
            [{"name": NAMES[1], "company_id": company}],
            context=context,
        )
        [made[company]] = of_two.call(
            "customer.complaint",
            "create",
            [{"name": NAMES[0], "team_id": team}],
            context=context,
        )
    return made


def _companies(world: World) -> list[int]:
    """Those beside the main one: of euros, of yen."""
    return [int(line) for line in world.database.query(SISTERS).split()]


def test_who_is_in_two_companies_sees_those_that_are_chosen(of_two: Session, cases):
    for chosen in ([*cases], *([company] for company in cases)):
        found = of_two.call(
            "customer.complaint",
            "search",
            [],
            context={"allowed_company_ids": chosen},
        )
        assert sorted(found) == sorted(cases[company] for company in chosen)


def test_each_company_may_have_its_own_series_of_numbers(
    world: World, of_two: Session, cases
):
    east, fox = _companies(world)
    admin = world.session("admin")
    [series] = admin.call(
        "ir.sequence", "search", [("code", "=", "customer.complaint")]
    )
    admin.call(
        "ir.sequence",
        "copy",
        [series],
        {"company_id": fox, "prefix": "狐/%(range_year)s/"},
    )
    numbers = {}
    for company in (east, fox):
        team = of_two.call("customer.complaint", "read", [cases[company]], ["team_id"])
        [case] = of_two.call(
            "customer.complaint",
            "create",
            [{"name": "Another", "team_id": team[0]["team_id"][0]}],
            context={"allowed_company_ids": [company]},
        )
        [row] = of_two.call("customer.complaint", "read", [case], ["number"])
        numbers[company] = row["number"]
    assert numbers[east].startswith("CP/")
    assert numbers[fox].startswith("狐/")
    assert numbers[fox].endswith("00001")


def test_orders_in_other_currencies_count_in_that_of_the_company(
    world: World, of_two: Session
):
    """200 euros are 40,000 yen here: enough for the bracket that begins at 30,000."""
    _east, fox = _companies(world)
    context = {"allowed_company_ids": [fox]}

    def make(model: str, **values) -> int:
        return admin.call(model, "create", [values], context=context)[0]

    admin = world.session("admin")
    admin.call("res.users", "write", [2], {"company_ids": [[4, fox]]})
    euro = world.number("SELECT id FROM res_currency WHERE name = 'EUR'")
    customer = make("res.partner", name=NAMES[2], is_company=True, company_id=fox)
    pricelist = make("product.pricelist", name="€", currency_id=euro, company_id=fox)
    product = make("product.product", name=NAMES[3], type="service", taxes_id=[[5]])
    line = {"product_id": product, "product_uom_qty": 1, "price_unit": 200}
    order = make(
        "sale.order",
        partner_id=customer,
        pricelist_id=pricelist,
        order_line=[[0, 0, line]],
        company_id=fox,
    )
    admin.call("sale.order", "action_confirm", [order], context=context)
    assert _points(of_two, context, fox, customer) == {"value": 40_000, "points": 80}


def _points(session: Session, context: dict, company: int, customer: int) -> dict:
    """What a review finds of a customer in a scheme that counts what was ordered."""

    def call(model: str, method: str, *args):
        return session.call(model, method, *args, context=context)

    brackets = [
        [0, 0, {"value_from": 0, "points": 0}],
        [0, 0, {"value_from": 30_000, "points": 80}],
    ]
    criterion = {
        "metric": "signed_amount",
        "weight": 100,
        "interpolate": False,
        "bracket_ids": brackets,
    }
    grades = [
        [0, 0, {"name": NAMES[0], "code": "A", "min_score": 50}],
        [0, 0, {"name": NAMES[1], "code": "B", "min_score": 0}],
    ]
    scheme = {"name": NAMES[2], "code": "fox", "company_id": company}
    scheme |= {"criterion_ids": [[0, 0, criterion]], "grade_ids": grades}
    [scheme_id] = call("customer.grade.scheme", "create", [scheme])
    [review] = call("customer.grade.review", "create", [{"scheme_id": scheme_id}])
    call("customer.grade.review", "action_compute", [review])
    [line] = call(
        "customer.grade.review.line",
        "search_read",
        [("review_id", "=", review), ("partner_id", "=", customer)],
        ["breakdown"],
    )
    [part] = line["breakdown"]
    return {"value": part["value"], "points": part["points"]}
