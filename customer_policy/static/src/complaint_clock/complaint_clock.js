import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { formatDateTime } from "@web/core/l10n/dates";
import { clockText, now, toDateTime, workText } from "./clock_text";

const TICK = 30 * 1000;
const LOOKS = {
    overdue: { color: "text-bg-danger", icon: "fa-exclamation-circle" },
    today: { color: "text-bg-warning", icon: "fa-clock-o" },
    later: { color: "text-bg-light border", icon: "fa-clock-o" },
};

/**
 * One deadline, in a colour and in words that go on while the screen is open.
 */
export class ComplaintClock extends Component {
    static template = "customer_policy.ComplaintClock";
    static props = {
        due: { type: [Object, String, Boolean], optional: true },
        hours: { type: [Number, Boolean], optional: true },
        full: { type: Boolean, optional: true },
        isTrial: { type: Boolean, optional: true },
    };

    setup() {
        this.state = useState({ now: now() });
        onMounted(() => {
            this.timer = setInterval(() => (this.state.now = now()), TICK);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    get due() {
        return this.props.due ? toDateTime(this.props.due) : null;
    }

    get clock() {
        const { text, urgency } = clockText(
            this.due,
            this.state.now,
            this.props.isTrial
        );
        return { text, ...LOOKS[urgency] };
    }

    get work() {
        return workText(this.props.hours);
    }

    get title() {
        return [formatDateTime(this.due), this.work].filter(Boolean).join(" · ");
    }
}
