"""The options of ./dev."""

from dataclasses import dataclass, field

DEFAULT_DATABASE = "customer_policy"


@dataclass
class Options:
    names: list[str] = field(default_factory=list)
    handed_on: list[str] = field(default_factory=list)
    db: str | None = None
    port: int | None = None
    odoo: str | None = None
    size: int | None = None
    seed: int | None = None
    minutes: float | None = None
    no_demo: bool = False
    foreground: bool = False
    json: bool = False
    names_only: bool = False
    help: bool = False

    @property
    def database(self) -> str:
        return self.db or DEFAULT_DATABASE
