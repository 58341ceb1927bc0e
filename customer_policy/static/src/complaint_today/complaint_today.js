import { Component, onMounted, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ComplaintClock } from "../complaint_clock/complaint_clock";

const MODEL = "customer.complaint";
const REFRESH = 60 * 1000;

/**
 * The first screen of a working day. Each number opens the cases that it counts.
 */
export class ComplaintToday extends Component {
    static template = "customer_policy.ComplaintToday";
    static components = { Layout, ComplaintClock };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ scope: "all", today: null });
        onWillStart(() => this.load());
        onMounted(() => {
            this.timer = setInterval(() => {
                if (document.visibilityState === "visible") {
                    this.load();
                }
            }, REFRESH);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    async load() {
        this.state.today = await this.orm.silent.call(MODEL, "get_today", [], {
            scope: this.state.scope,
        });
    }

    async setScope(scope) {
        this.state.scope = scope;
        await this.load();
    }

    get counters() {
        return [
            { key: "overdue", label: _t("Overdue"), icon: "fa-exclamation-circle", look: "danger" },
            { key: "today", label: _t("Due Today"), icon: "fa-clock-o", look: "warning" },
            { key: "promised", label: _t("Promises Due"), icon: "fa-handshake-o", look: "warning" },
            { key: "new", label: _t("To Accept"), icon: "fa-inbox", look: "primary" },
            { key: "unassigned", label: _t("Not Assigned"), icon: "fa-user-o", look: "primary" },
            { key: "decide", label: _t("To Be Decided"), icon: "fa-gavel", look: "primary" },
            { key: "reopened", label: _t("Reopened"), icon: "fa-repeat", look: "info" },
            { key: "waiting", label: _t("Waiting for the Customer"), icon: "fa-pause", look: "body" },
            { key: "open", label: _t("Open Cases"), icon: "fa-folder-open-o", look: "body" },
        ].filter(({ key }) => this.state.scope === "all" || key !== "unassigned");
    }

    get teams() {
        return this.state.today.teams;
    }

    total(counter) {
        return this.teams.reduce((sum, team) => sum + team.counts[counter], 0);
    }

    look(counter) {
        return this.total(counter.key) ? `text-${counter.look}` : "text-muted";
    }

    async open(counter, teamId) {
        const kwargs = { counter, scope: this.state.scope };
        if (teamId !== undefined) {
            kwargs.team_id = teamId;
        }
        await this.action.doAction(await this.orm.call(MODEL, "action_open_today", [], kwargs));
    }

    openCase(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODEL,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    openQueue() {
        return this.action.doAction("customer_policy.customer_complaint_action_queue");
    }

    openActions() {
        return this.action.doAction("customer_policy.customer_complaint_action_record_action");
    }

    register() {
        return this.action.doAction("customer_policy.customer_complaint_register_action", {
            onClose: () => this.load(),
        });
    }
}

registry.category("actions").add("customer_complaint_today", ComplaintToday);
