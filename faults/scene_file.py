"""The script of the scene, for Odoo's shell."""

from pathlib import Path

PLAN = Path(__file__).with_name("scene.py")


def script() -> str:
    """It wants ``FACTS``, the file that takes what the players have to know."""
    return PLAN.read_text()
