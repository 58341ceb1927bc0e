"""What there is to attack: the registry, as each attacker may use it."""

import inspect

MODES = "customer.confidentiality.model"
OURS = "odoo.addons.customer_policy"


def describe(env, users) -> dict:
    return {
        "models": {
            name: _model(env, name)
            for name in sorted(env.registry)
            if not env.registry[name]._abstract
        },
        "may": {key: _rights(env, user) for key, user in users.items()},
        "modes": _modes(env),
        "hiding": _hiding(env),
        "reports": [
            [report.report_name, report.model]
            for report in env["ir.actions.report"].search([])
            if report.report_type.startswith("qweb")
        ],
    }


def _model(env, name: str) -> dict:
    model = env[name]
    return {
        "transient": model._transient,
        "fields": {
            field.name: _field(env, field)
            for field in model._fields.values()
            if field.type not in ("properties", "properties_definition")
        },
        "methods": _methods(type(model)),
        "ours": _own_methods(type(model)),
    }


def _field(env, field) -> dict:
    return {
        "type": field.type,
        "relation": field.comodel_name,
        "stored": bool(field.store),
        "searchable": bool(field._description_searchable),
        "writable": not field.readonly and not field.related,
        "required": bool(field.required),
        "ours": (field._module or "").startswith("customer_policy"),
        "names_model": getattr(field, "model_field", None),
        "groupable": bool(field.store and field.column_type)
        or field.type == "many2many"
        and bool(field.store),
    }


def _methods(model_class) -> list:
    """Public methods that can be called with nothing but ids."""
    found = []
    for name in dir(model_class):
        method = getattr(model_class, name, None)
        if name.startswith("_") or not inspect.isfunction(method):
            continue
        classes = [c for c in model_class.mro() if name in vars(c)]
        if any(getattr(vars(c)[name], "_api_private", False) for c in classes):
            continue
        if getattr(method, "_api_model", False):
            continue
        _self, *others = inspect.signature(method).parameters.values()
        if all(
            p.default is not p.empty or p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
            for p in others
        ):
            found.append(name)
    return found


def _own_methods(model_class) -> dict:
    """{public method that the add-ons brought: what it takes}"""
    found = {}
    for name in dir(model_class):
        method = getattr(model_class, name, None)
        if name.startswith("_") or not inspect.isfunction(method):
            continue
        classes = [c for c in model_class.mro() if name in vars(c)]
        if not classes[-1].__module__.startswith(OURS):
            continue
        if any(getattr(vars(c)[name], "_api_private", False) for c in classes):
            continue
        _self, *others = inspect.signature(method).parameters.values()
        found[name] = {
            "takes": [p.name for p in others if p.kind is p.POSITIONAL_OR_KEYWORD],
            "is_model": bool(getattr(method, "_api_model", False)),
        }
    return found


def _rights(env, user) -> dict:
    env = env(user=user.id)
    rights = {}
    for name in env.registry:
        model = env[name]
        if model._abstract:
            continue
        allowed = [
            operation
            for operation in ("read", "create", "write")
            if model.has_access(operation)
        ]
        if allowed:
            rights[name] = {
                "allowed": allowed,
                "fields": [
                    field.name
                    for field in model._fields.values()
                    if model._has_field_access(field, "read")
                ],
            }
    return rights


def _modes(env) -> dict:
    if MODES not in env:
        return {}
    return {
        row.model: row.mode
        for row in env[MODES].with_context(active_test=False).search([])
    }


def _hiding(env) -> dict:
    """Which fields hide a document, by the add-on's own word."""
    if "customer.confidentiality" not in env:
        return {}
    layer = env["customer.confidentiality"]
    return {
        name: list(layer._partner_fields(name))
        for name in env.registry
        if not env.registry[name]._abstract
    }
