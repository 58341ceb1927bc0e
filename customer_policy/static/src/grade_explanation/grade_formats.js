import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { formatFloat, formatPercentage } from "@web/views/fields/formatters";

// Two decimals for what adds up to the score and decides the grade (79.96 is
// not 80); one for points, which only show where a customer stands.
export function formatScore(value) {
    return formatFloat(value, { digits: [16, 2], trailingZeros: false });
}

export function formatPoints(value) {
    return formatFloat(value, { digits: [16, 1], trailingZeros: false });
}

export function formatWeight(value) {
    return formatPercentage(value / 100);
}

export function formatDay(value) {
    return formatDate(deserializeDate(value));
}

/**
 * The last day of a period whose end is stored as the first day after it.
 */
export function formatLastDay(dateFrom, dateTo) {
    const last = deserializeDate(dateTo).minus({ days: 1 });
    const first = deserializeDate(dateFrom);
    return formatDate(last < first ? first : last);
}
