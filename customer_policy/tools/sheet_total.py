"""What a column of a report adds up to."""

import math

from .sheet_format import Money

PARTS = 1000  # kept apart until they are added, so that rounding errors stay small


class Total:
    """Sum, average or count of values; nothing if they mix currencies."""

    def __init__(self, kind):
        self.kind = kind
        self.count = 0
        self.parts = []
        self.currencies = set()

    def add(self, value):
        self.count += 1
        if isinstance(value, Money):
            self.currencies.add(value.currency)
            value = value.amount
        if isinstance(value, int | float) and self.kind != "count":
            self.parts.append(value)
            if len(self.parts) > PARTS:
                self.parts = [math.fsum(self.parts)]

    def value(self):
        if len(self.currencies) > 1:
            return None
        if self.kind == "count":
            return self.count
        total = math.fsum(self.parts)
        if self.kind == "average":
            return total / self.count if self.count else None
        return total
