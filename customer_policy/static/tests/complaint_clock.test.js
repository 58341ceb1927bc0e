import { describe, expect, test } from "@odoo/hoot";
import { clockText, workText } from "@customer_policy/complaint_clock/clock_text";
import { allowTranslations } from "@web/../tests/web_test_helpers";

const { DateTime } = luxon;
const NOW = DateTime.fromISO("2026-03-02T09:00:00");

describe.current.tags("headless");

function clock(minutes) {
    allowTranslations();
    const { text, urgency } = clockText(NOW.plus({ minutes }), NOW);
    return [String(text), urgency];
}

test("what is left of today is said in minutes and hours", () => {
    expect(clock(3)).toEqual(["in 3 min", "today"]);
    expect(clock(0.5)).toEqual(["in 1 min", "today"]);
    expect(clock(150)).toEqual(["in 2 h", "today"]);
});

test("what is over is said by how long", () => {
    expect(clock(-5)).toEqual(["overdue 5 min", "overdue"]);
    expect(clock(-60 * 26)).toEqual(["overdue 26 h", "overdue"]);
    expect(clock(-60 * 24 * 3)).toEqual(["overdue 3 d", "overdue"]);
});

test("in trial mode nothing is overdue", () => {
    allowTranslations();
    const { text, urgency } = clockText(NOW.minus({ minutes: 5 }), NOW, true);
    expect(String(text)).toBe("was due 5 min ago");
    expect(urgency).toBe("today");
    expect(clockText(NOW.plus({ minutes: 5 }), NOW, true).urgency).toBe("today");
});

test("another day is said by its name and time", () => {
    const [tomorrow, urgency] = clock(60 * 24);
    expect(tomorrow).toMatch(/^tomorrow 9:00/);
    expect(urgency).toBe("later");
    expect(clock(60 * 24 * 3)[0]).toMatch(/^Thu 9:00/);
    expect(clock(60 * 24 * 10)[0]).toMatch(/12/);
});

test("working time is left out where there is none", () => {
    allowTranslations();
    expect(workText(0)).toBe("");
    expect(String(workText(0.5))).toBe("30 min of working time");
    expect(String(workText(9.9))).toBe("9 h of working time");
});
