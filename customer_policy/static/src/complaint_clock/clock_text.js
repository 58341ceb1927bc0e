import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;
const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function span(milliseconds) {
    if (milliseconds < MINUTE) {
        return _t("1 min");
    }
    if (milliseconds < HOUR) {
        return _t("%(minutes)s min", { minutes: Math.floor(milliseconds / MINUTE) });
    }
    if (milliseconds < 2 * DAY) {
        return _t("%(hours)s h", { hours: Math.floor(milliseconds / HOUR) });
    }
    return _t("%(days)s d", { days: Math.floor(milliseconds / DAY) });
}

/**
 * How a deadline is said at a glance: what is left of today in hours and minutes,
 * another day by its name and time, what is over by how long.
 *
 * @param {DateTime} due
 * @param {DateTime} now
 * @param {boolean} [isTrial] in trial mode nothing is overdue
 * @returns {{text: string, urgency: "overdue" | "today" | "later"}}
 */
export function clockText(due, now, isTrial = false) {
    const left = due.toMillis() - now.toMillis();
    if (left < 0 && isTrial) {
        return { text: _t("was due %(time)s ago", { time: span(-left) }), urgency: "today" };
    }
    if (left < 0) {
        return { text: _t("overdue %(time)s", { time: span(-left) }), urgency: "overdue" };
    }
    if (due.hasSame(now, "day")) {
        return { text: _t("in %(time)s", { time: span(left) }), urgency: "today" };
    }
    const time = due.toLocaleString(DateTime.TIME_SIMPLE);
    if (due.hasSame(now.plus({ days: 1 }), "day")) {
        return { text: _t("tomorrow %(time)s", { time }), urgency: "later" };
    }
    const day =
        left < 6 * DAY ? due.toFormat("ccc") : due.toLocaleString({ day: "numeric", month: "short" });
    return { text: `${day} ${time}`, urgency: "later" };
}

/**
 * What there is of working time, which tells more than the clock on the wall.
 */
export function workText(hours) {
    if (!hours) {
        return "";
    }
    const minutes = Math.round(hours * 60);
    if (minutes < 60) {
        return _t("%(minutes)s min of working time", { minutes });
    }
    return _t("%(hours)s h of working time", { hours: Math.floor(minutes / 60) });
}

export function toDateTime(value) {
    return typeof value === "string" ? deserializeDateTime(value) : value;
}

export function now() {
    return DateTime.now();
}
