"""Grades: points by hand, reviews computed, approved and applied."""

from .act import Act, Scene, plain
from .client import Request

REVIEW = "customer.grade.review"
GRADERS = ("grader", "second_grader")


def _today(scene: Scene) -> str:
    return scene.now.date().isoformat()


def give_points(scene: Scene) -> Request:
    values = {
        "criterion_id": scene.facts["criterion"],
        "partner_id": scene.draw.choice(scene.facts["customers"]),
        "date": _today(scene),
        "points": scene.draw.randrange(0, 101),
        "note": scene.marker,
    }
    return Request("customer.grade.entry", "create", ([values],))


def begin(scene: Scene) -> Request:
    values = {"scheme_id": scene.facts["scheme"], "date": _today(scene)}
    return Request(REVIEW, "create", ([values],))


def _lead(act: str, sources, target, **more) -> Act:
    return Act(
        f"review {act}",
        GRADERS,
        "review",
        plain(REVIEW, f"action_{act}"),
        sources,
        target,
        **{"moves": True, "weight": 4, **more},
    )


ACTS = (
    Act("grade points", GRADERS, "points", give_points, None, trace="points", weight=4),
    Act("review begin", GRADERS, "review", begin, None, "draft", weight=1),
    # Once more is allowed, and changes no state.
    _lead("compute", ("draft",), "computed", moves=False),
    _lead("approve", ("computed",), "approved"),
    _lead("apply", ("approved",), "applied", weight=6),
)
