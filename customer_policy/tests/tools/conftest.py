"""Makes ``customer_policy/tools`` importable as ``customer_policy_tools``.

Importing it through ``customer_policy`` would import Odoo.
"""

import importlib.util
import os
import sys
from pathlib import Path

from hypothesis import settings

_TOOLS = Path(__file__).resolve().parents[2] / "tools"


def _load_tools():
    spec = importlib.util.spec_from_file_location(
        "customer_policy_tools",
        _TOOLS / "__init__.py",
        submodule_search_locations=[str(_TOOLS)],
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)


_load_tools()
# A busy machine is no failure, and a test run leaves no files behind. A developer's run
# tries what was never tried; a check of what is handed in must not hang on luck.
settings.register_profile(
    "customer_policy",
    deadline=None,
    database=None,
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("customer_policy")
