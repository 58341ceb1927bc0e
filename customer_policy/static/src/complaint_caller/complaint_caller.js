import { Component, onMounted, useRef, useState } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { GradeBadge } from "../grade_badge/grade_badge";

const MODEL = "customer.complaint.caller";

/** Who is calling: a few digits, the customer, what is open, and one key to register. */
export class ComplaintCaller extends Component {
    static template = "customer_policy.ComplaintCaller";
    static components = { GradeBadge };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.input = useRef("input");
        this.state = useState({
            typed: "",
            found: null,
            chosen: 0,
            isRegistering: false,
            call: this.emptyCall(),
            registered: "",
        });
        this.search = useDebounced(() => this.find(), 200);
        onMounted(() => this.input.el.focus());
    }

    emptyCall() {
        return { contact_name: "", name: "", description: "" };
    }

    get callers() {
        return this.state.found?.callers || [];
    }

    get isTooShort() {
        return this.state.typed.replace(/\D/g, "").length < 3;
    }

    get isNobody() {
        return this.state.found && !this.isTooShort && !this.callers.length;
    }

    onInput(ev) {
        this.state.typed = ev.target.value;
        this.state.registered = "";
        this.search();
    }

    async find() {
        const found = await this.keepLast.add(
            this.orm.call(MODEL, "find_callers", [this.state.typed]),
        );
        Object.assign(this.state, { found, chosen: 0, isRegistering: false });
    }

    onKeydown(ev) {
        const last = this.callers.length - 1;
        if (ev.key === "ArrowDown") {
            this.state.chosen = Math.min(this.state.chosen + 1, last);
        } else if (ev.key === "ArrowUp") {
            this.state.chosen = Math.max(this.state.chosen - 1, 0);
        } else if (ev.key === "Enter" && this.callers.length) {
            this.register(this.callers[this.state.chosen]);
        } else if (ev.key === "Enter" && this.isNobody) {
            this.state.isRegistering = true;
        } else {
            return;
        }
        ev.preventDefault();
    }

    register(caller) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "customer.complaint",
            views: [[false, "form"]],
            context: {
                default_partner_id: caller.id,
                default_channel: "phone",
                default_phone: caller.phone,
            },
        });
    }

    async registerCall() {
        const { number } = await this.orm.call(MODEL, "register_call", [
            { ...this.state.call, phone: this.state.typed },
        ]);
        Object.assign(this.state, {
            registered: number,
            isRegistering: false,
            call: this.emptyCall(),
            typed: "",
            found: null,
        });
        this.input.el.focus();
    }

    openCase(id) {
        return this.open("customer.complaint", id);
    }

    openCustomer(id) {
        return this.open("res.partner", id);
    }

    open(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("customer_policy.complaint_caller", ComplaintCaller);
