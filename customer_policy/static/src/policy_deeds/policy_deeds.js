import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What was done under a clause: each number opens the list behind it. */
export class PolicyDeeds extends Component {
    static template = "customer_policy.PolicyDeeds";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get deeds() {
        return this.props.record.data[this.props.name] || [];
    }

    open(deed) {
        return this.action.doAction(deed.action);
    }
}

registry.category("fields").add("policy_deeds", {
    component: PolicyDeeds,
    supportedTypes: ["json"],
});
