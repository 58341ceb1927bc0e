"""Putting visits on days, without a database: how it grows, how good its ways are."""

import gc
import importlib
import math
import os
import random
import sys
import time
from pathlib import Path

import common

from odoo.addons.customer_policy.tools.visit_places import Place, Travel, Ways
from odoo.addons.customer_policy.tools.visit_plan import schedule
from odoo.addons.customer_policy.tools.visit_want import Person, Want

DAYS = 91
WORK = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
CAPACITY = 6 * 60
CUSTOMERS_EACH = 200
STARTS = ("its own", "ours")
SECONDS = 20  # that OR-Tools may search
SIZES = (10_000, 100_000, 300_000)
TRAVEL = Travel()


def people(number, days=DAYS, base=-1):
    slots = [WORK if day % 7 < 5 else () for day in range(days)]
    capacity = [CAPACITY if slot else 0 for slot in slots]
    return [Person(key, slots, capacity, base) for key in range(number)]


def quarter(customers):
    """One visit a customer in a quarter, four in ten of them on site."""
    draw = random.Random(customers)
    number = math.ceil(customers / CUSTOMERS_EACH)
    towns = [(draw.uniform(30, 40), draw.uniform(100, 115)) for _ in range(number)]
    places, wants = [], []
    for key in range(customers):
        town = key % number
        places.append(
            Place(draw.gauss(towns[town][0], 0.1), draw.gauss(towns[town][1], 0.1))
        )
        on_site = draw.random() < 0.4
        first = draw.randrange(0, 61)
        wants.append(
            Want(
                key,
                60 if on_site else 15,
                first,
                min(first + 30, DAYS - 1),
                (town,),
                (-draw.randrange(90), draw.randrange(4)),
                None,
                on_site,
                key,
                draw.randrange(5) if draw.random() < 0.3 else None,
            )
        )
    return wants, people(number), places


def growth(_databases, _source, options):
    """Processor time; the reference is the smallest size, grown as n log n."""
    base = None
    for size in SIZES:
        case = quarter(size)
        runs = []
        # What is over in a moment is measured often: the others are held against it.
        for _run in range(max(3 * SIZES[0] // size, 1) + 1):
            gc.collect()
            gc.disable()
            began, used = time.perf_counter(), time.process_time()
            plan = schedule(*case, (), TRAVEL)
            used, took = time.process_time() - used, time.perf_counter() - began
            gc.enable()
            runs.append(used)
        base = base or runs
        growth = size * math.log(size) / (SIZES[0] * math.log(SIZES[0]))
        one = common.result(
            f"{size:,} visits on days (CPU)",
            runs,
            [used * growth for used in base],
            reference_is="the smallest, grown as n log n",
            wall=f"{took:.2f} s",
            placed=len(plan.placed),
            left=len(plan.gaps),
        )
        yield common.judged_beside_noise(one)


# ------------------------------------------------------------------------------- a city


def city(customers=60, persons=2, days=5):
    """Visits of a week in a city of some 30 by 30 km, from an office in the middle."""
    draw = random.Random(7)
    centre = (39.9, 116.4)
    places = [Place(*centre)]
    wants = []
    for key in range(1, customers + 1):
        places.append(Place(draw.gauss(centre[0], 0.09), draw.gauss(centre[1], 0.11)))
        wants.append(
            Want(key, 30, 0, days - 1, tuple(range(persons)), 0, None, True, key)
        )
    return wants, people(persons, days, 0), places


def ways(_databases, _source, options):
    """All minutes of way of a week, beside what OR-Tools' routing finds.

    Once from a start of its own, once from our routes: what it still gains there.
    """
    for customers, persons in ((30, 1), (60, 2), (120, 4)):
        wants, persons_, places = city(customers, persons)
        used = time.process_time()
        plan = schedule(wants, persons_, places, (), TRAVEL)
        used = time.process_time() - used
        check_capacity(plan, wants, persons_, places)
        for start in STARTS:
            found, label = routing(start, wants, plan, places, persons * 5)
            yield common.result(
                f"way of {customers} visits, {persons} people, a week",
                [plan.travel],
                [plan.travel if found is None else found],
                unit="min",
                reference_is=label,
                improved="-" if found is None else f"{1 - found / plan.travel:.1%}",
                placed=len(plan.placed),
                ours_took=f"{used:.3f} s",
            )


def check_capacity(plan, wants, persons, places):
    """Every day holds its visits and ways, within the hours of work."""
    found, minutes = Ways(places, TRAVEL), {}
    by_day = {}
    for want in wants:
        if slot := plan.placed.get(want.key):
            by_day.setdefault((slot.person, slot.day), []).append((slot.start, want))
    for (person, day), visits in by_day.items():
        visits.sort(key=lambda visit: visit[0])
        slots, base = persons[person].slots[day], persons[person].base
        total, stop = 0, base
        for start, want in visits:
            way = found.minutes(stop, want.place)
            total += way + want.duration
            inside = any(
                begin <= start - way and start + want.duration <= end
                for begin, end in slots
            )
            if not inside:
                raise AssertionError(f"{want} is not within working time")
            stop = want.place
        total += found.minutes(stop, base)
        minutes[person, day] = total
        if total > persons[person].capacity[day]:
            raise AssertionError(f"{person} has {total} minutes on day {day}")
    return minutes


def routing(start, wants, plan, places, vehicles):
    """The same visits, as many days as there are, each as long as ours may be.

    :return: (minutes of way, or None, what it is)
    """
    solver = _or_tools()
    if solver is None:
        return None, "OR-Tools is not installed"
    placed = [want for want in wants if want.key in plan.placed]
    manager = solver.RoutingIndexManager(len(placed) + 1, vehicles, 0)
    model = _model(solver, manager, placed, places)
    parameters = solver.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = 3  # PATH_CHEAPEST_ARC
    parameters.local_search_metaheuristic = 2  # GUIDED_LOCAL_SEARCH
    parameters.time_limit.seconds = SECONDS
    if start == "ours":
        model.CloseModelWithParameters(parameters)
        ours = model.ReadAssignmentFromRoutes(_routes(plan, placed, vehicles), True)
        if not ours or ours.ObjectiveValue() != plan.travel:
            raise AssertionError("OR-Tools reads other routes than ours")
        solution = model.SolveFromAssignmentWithParameters(ours, parameters)
    else:
        solution = model.SolveWithParameters(parameters)
    label = f"OR-Tools from {start} start, {SECONDS} s".replace("ours", "our")
    if not solution:
        return None, f"{label}: no solution"
    return solution.ObjectiveValue(), label


def _model(solver, manager, placed, places):
    """Minutes of way are what it costs; with the visits they fit into the day."""
    found = Ways(places, TRAVEL)
    stops = [0, *(want.place for want in placed)]
    model = solver.RoutingModel(manager)

    def way(one, other):
        one, other = manager.IndexToNode(one), manager.IndexToNode(other)
        return 0 if one == other == 0 else found.minutes(stops[one], stops[other])

    def spent(one, other):
        node = manager.IndexToNode(one)
        return way(one, other) + (placed[node - 1].duration if node else 0)

    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitCallback(way))
    model.AddDimension(model.RegisterTransitCallback(spent), 0, CAPACITY, True, "time")
    return model


def _routes(plan, placed, vehicles):
    """Our days as routes of stops."""
    days = {}
    for number, want in enumerate(placed, 1):
        slot = plan.placed[want.key]
        days.setdefault((slot.person, slot.day), []).append((slot.start, number))
    routes = [[stop for _start, stop in sorted(day)] for day in days.values()]
    return routes + [[] for _more in range(vehicles - len(routes))]


def _or_tools():
    peers = os.environ.get("CUSTOMER_POLICY_PEERS")
    if peers and str(Path(peers).parents[1]) not in sys.path:
        sys.path.append(str(Path(peers).parents[1]))
    try:
        return importlib.import_module("ortools.constraint_solver.pywrapcp")
    except ImportError:
        return None
