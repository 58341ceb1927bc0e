"""Who gets which case: evenly, also when many arrive at once."""

import heapq
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

Case = TypeVar("Case", bound=Hashable)
Person = TypeVar("Person", bound=Hashable)


def assign(
    cases: Sequence[Case],
    weight: Mapping[Person, int],
    barred: Mapping[Case, Collection[Person]],
    step: int = 1,
) -> dict[Case, Person]:
    """Give each case to the person with the least weight who may have it.

    :param weight: what each person has already: a number of open cases, or for taking
        turns the place of the last case; ties go by the order of this mapping
    :param barred: who must not have a case
    :param step: what a case adds to the weight of who gets it
    :return: {case: person}, without the cases that nobody may have
    """
    order = {person: place for place, person in enumerate(weight)}
    heap = [(load, order[person], person) for person, load in weight.items()]
    heapq.heapify(heap)
    given: dict[Case, Person] = {}
    for case in cases:
        excluded = barred.get(case, ())
        passed_over = []
        while heap and heap[0][2] in excluded:
            passed_over.append(heapq.heappop(heap))
        if heap:
            load, place, person = heap[0]
            heapq.heapreplace(heap, (load + step, place, person))
            given[case] = person
        for entry in passed_over:
            heapq.heappush(heap, entry)
    return given


def take_turns(
    cases: Sequence[Case],
    last: Mapping[Person, int],
    barred: Mapping[Case, Collection[Person]],
) -> dict[Case, Person]:
    """Give each case to who has waited longest.

    :param last: the place of everybody's last case, 0 where there is none yet
    :return: as ``assign``
    """
    ordered = sorted(last, key=lambda person: last[person])
    places = {person: place for place, person in enumerate(ordered)}
    return assign(cases, places, barred, step=len(places))
