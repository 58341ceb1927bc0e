import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { ComplaintClock } from "./complaint_clock";

export class ComplaintClockField extends Component {
    static template = "customer_policy.ComplaintClockField";
    static components = { ComplaintClock };
    static props = { ...standardFieldProps, full: { type: Boolean, optional: true } };

    get due() {
        return this.props.record.data[this.props.name];
    }

    get isTrial() {
        return Boolean(this.props.record.data.is_in_trial);
    }

    get hours() {
        return this.props.record.data.working_hours_left;
    }
}

registry.category("fields").add("complaint_clock", {
    component: ComplaintClockField,
    displayName: _t("Clock of a Complaint"),
    supportedTypes: ["datetime"],
    fieldDependencies: [
        { name: "working_hours_left", type: "float", readonly: true },
        { name: "is_in_trial", type: "boolean", readonly: true },
    ],
    extractProps: ({ options }) => ({ full: Boolean(options.full) }),
});
