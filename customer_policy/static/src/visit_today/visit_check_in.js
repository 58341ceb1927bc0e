import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { askPosition, readPhoto } from "./position";

const PROBLEMS = ["refused", "unavailable"];

/** Tells the server where the phone is; where it cannot, a photo stands in. */
export class VisitCheckIn extends Component {
    static template = "customer_policy.VisitCheckIn";
    static props = {
        visitId: Number,
        checkInState: { optional: true },
        onDone: Function,
    };

    setup() {
        this.drafts = useService("customer_policy.visit_drafts");
        this.notification = useService("notification");
        this.queue = useState(this.drafts.queue.state);
        this.state = useState({ busy: false, problem: "" });
        onWillStart(() => this.drafts.ready());
    }

    get isWaiting() {
        return this.drafts.queue.isWaiting(this.props.visitId, "check_in") && this.queue.drafts;
    }

    get wantsPhoto() {
        return this.state.problem || PROBLEMS.includes(this.props.checkInState);
    }

    async checkIn() {
        await this._work(async () => {
            const place = await askPosition();
            this.state.problem = place.problem || "";
            await this._send(place);
        });
    }

    async onPhoto(ev) {
        const [file] = ev.target.files;
        if (!file) {
            return;
        }
        await this._work(async () => this._send({ photo: await readPhoto(file) }));
        ev.target.value = "";
    }

    async _work(work) {
        this.state.busy = true;
        try {
            await work();
        } finally {
            this.state.busy = false;
        }
    }

    async _send(content) {
        const answer = await this.drafts.queue.add("check_in", this.props.visitId, content);
        if (!answer) {
            this.notification.add(_t("No signal: kept on the phone, and sent later."), {
                type: "warning",
            });
            return;
        }
        if (!answer.ok) {
            // There is nothing to correct in a place: it is said, and gone.
            const { refused } = this.drafts.queue;
            for (const draft of refused.filter((d) => d.kind === "check_in")) {
                await this.drafts.queue.discard(draft.uuid);
            }
            this.notification.add(answer.error, { type: "danger" });
            return;
        }
        this.notification.add(...this._message(answer.result));
        await this.props.onDone(answer.result);
    }

    _message({ state, distance }) {
        const metres = Math.round(distance);
        switch (state) {
            case "ok":
                return [_t("Checked in, %s m from the customer.", metres), { type: "success" }];
            case "far":
                return [
                    _t("Checked in, but %s m away from the customer.", metres),
                    { type: "warning" },
                ];
            case "refused":
                return [
                    _t("The phone may not tell its place. Take a photo instead."),
                    { type: "warning" },
                ];
            case "unavailable":
                return [
                    _t("The phone cannot tell its place. Take a photo instead."),
                    { type: "warning" },
                ];
            default:
                return [_t("Checked in."), { type: "success" }];
        }
    }
}

/** The same in the form of a visit. */
export class VisitCheckInWidget extends Component {
    static template = "customer_policy.VisitCheckInWidget";
    static components = { VisitCheckIn };
    static props = { ...standardWidgetProps };

    async onDone() {
        await this.props.record.load();
    }
}

registry.category("view_widgets").add("visit_check_in", {
    component: VisitCheckInWidget,
    fieldDependencies: [{ name: "check_in_state", type: "selection" }],
});
