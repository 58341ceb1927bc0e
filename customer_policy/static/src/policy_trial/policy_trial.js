import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";

/** Says on every screen that the company only tries its policy out. */
export class PolicyTrial extends Component {
    static template = "customer_policy.PolicyTrial";
    static props = {};

    get companies() {
        const trial = session.customer_policy_trial || [];
        return user.activeCompanies.filter(({ id }) => trial.includes(id));
    }

    get names() {
        return this.companies.map(({ name }) => name).join(", ");
    }
}

registry
    .category("systray")
    .add("customer_policy.trial", { Component: PolicyTrial }, { sequence: 1 });
