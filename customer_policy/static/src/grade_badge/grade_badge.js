import { Component } from "@odoo/owl";

export class GradeBadge extends Component {
    static template = "customer_policy.GradeBadge";
    static props = {
        name: String,
        code: { type: [String, Boolean], optional: true },
        color: { type: [Number, Boolean], optional: true },
    };
    static defaultProps = { code: false, color: 0 };

    get label() {
        const { code, name } = this.props;
        return code && code !== name ? `${code} · ${name}` : name;
    }
}
