"""Who walks: one user for each role, with the groups of that role alone."""

from dataclasses import dataclass

from rpc import Session

ADDON = "customer_policy"
LANGUAGES = ("en_US", "zh_CN")


@dataclass(frozen=True)
class Role:
    name: str
    groups: tuple[str, ...]

    @property
    def login(self) -> str:
        return f"walk_{self.name}"


ROLES = (
    Role("staff", ("group_user",)),
    Role("grading_manager", ("group_grading_manager",)),
    Role("visit_manager", ("group_visit_manager",)),
    Role("complaint_officer", ("group_complaint_officer",)),
    Role("complaint_manager", ("group_complaint_manager",)),
    Role("violation_officer", ("group_user", "group_violation_officer")),
    Role("general_manager", ("group_manager", "group_violation_general_manager")),
    Role("seal_keeper", ("group_user", "group_seal_keeper")),
    Role("custodian", ("group_custodian", "group_clearance_top_secret")),
    Role("auditor", ("group_user", "group_auditor")),
    Role("manager", ("group_manager", "group_clearance_top_secret")),
)


def named(names: list[str]) -> list[Role]:
    known = {role.name: role for role in ROLES}
    if unknown := set(names) - set(known):
        raise SystemExit(f"No role {', '.join(sorted(unknown))}; {', '.join(known)}.")
    return [known[name] for name in names] or list(ROLES)


def prepare(admin: Session, role: Role, language: str) -> None:
    """The role's user exists, has its groups and reads this language."""
    groups = [_ref(admin, "base", "group_user")]
    groups += [_ref(admin, ADDON, group) for group in role.groups]
    values = {
        "name": f"Walker ({role.name})",
        "login": role.login,
        "lang": language,
        "group_ids": [(6, 0, groups)],
    }
    fields = admin.call("res.users", "fields_get", ["odoobot_state"])
    values |= {"odoobot_state": "disabled"} if fields else {}
    found = admin.call("res.users", "search", [("login", "=", role.login)])
    if found:
        admin.call("res.users", "write", found, values)
    else:
        admin.call("res.users", "create", [values | {"password": role.login}])


def _ref(admin: Session, module: str, name: str) -> int:
    [found] = admin.call(
        "ir.model.data",
        "search_read",
        [("module", "=", module), ("name", "=", name)],
        ["res_id"],
    )
    return found["res_id"]
