"""Days and weeks of work reports, and when one is due."""

from datetime import datetime, time, timedelta

DAILY, WEEKLY = "daily", "weekly"
LOOK_AHEAD = 14


def period(kind, day):
    """:return: the first and the last day of the report that ``day`` belongs to"""
    if kind == WEEKLY:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    return day, day


def next_days(kind, last, weekdays):
    """The days that the plan at the end of a report is for.

    :param last: last day of the report
    :param weekdays: on which there is work, 0 being Monday; none: on all
    :return: first and last day
    """
    first = last + timedelta(days=1)
    if kind == WEEKLY:
        return first, first + timedelta(days=6)
    for ahead in range(LOOK_AHEAD):
        day = first + timedelta(days=ahead)
        if not weekdays or day.weekday() in weekdays:
            return day, day
    return first, first


def clock(hours):
    """17.5 is half past five. What is no time of a day is moved to its ends."""
    minutes = round(min(max(hours, 0), 24) * 60)
    return time(*divmod(min(minutes, 24 * 60 - 1), 60))


def due(kind, day, hours, weekday):
    """When the report that ``day`` belongs to is asked for, where the person is.

    :param weekday: of a weekly report, 0 being Monday
    """
    first, last = period(kind, day)
    if kind == WEEKLY:
        last = first + timedelta(days=weekday)
    return datetime.combine(last, clock(hours))


def is_asked_for(kind, now, hours, weekday, weekdays):
    """Whether it is to be asked for at this moment, or was earlier on the same day.

    :param now: where the person is
    """
    moment = due(kind, now.date(), hours, weekday)
    if now.date() != moment.date() or now < moment:
        return False
    return kind == WEEKLY or not weekdays or now.weekday() in weekdays
