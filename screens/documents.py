"""Dialogs bound to documents, and printed documents, of the add-ons."""

from dataclasses import dataclass

from rpc import Session

MODULES = ("module", "=like", "customer\\_policy%")


@dataclass(frozen=True)
class Dialog:
    name: str
    action: int
    wizard: str
    model: str


@dataclass(frozen=True)
class Report:
    name: str
    model: str


@dataclass(frozen=True)
class Documents:
    dialogs: tuple[Dialog, ...]
    reports: tuple[Report, ...]


def found(admin: Session) -> Documents:
    return Documents(tuple(_dialogs(admin)), tuple(_reports(admin)))


def _dialogs(admin: Session) -> list[Dialog]:
    fields = ["name", "res_model", "binding_model_id"]
    actions = _ours(admin, "ir.actions.act_window", fields)
    models = _models(admin, [action["binding_model_id"] for action in actions])
    return [
        Dialog(action["name"], action["id"], action["res_model"], models[bound[0]])
        for action in actions
        if (bound := action["binding_model_id"])
    ]


def _reports(admin: Session) -> list[Report]:
    reports = _ours(admin, "ir.actions.report", ["report_name", "model"])
    return [Report(report["report_name"], report["model"]) for report in reports]


def _ours(admin: Session, model: str, fields: list[str]) -> list[dict]:
    rows = admin.call(
        "ir.model.data", "search_read", [("model", "=", model), MODULES], ["res_id"]
    )
    return admin.call(model, "read", [row["res_id"] for row in rows], fields)


def _models(admin: Session, bindings: list) -> dict[int, str]:
    ids = [bound[0] for bound in bindings if bound]
    return {
        row["id"]: row["model"]
        for row in admin.call("ir.model", "read", ids, ["model"])
    }
