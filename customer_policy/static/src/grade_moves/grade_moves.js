import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * Today beside what would be, and how many customers go from where to where.
 *
 * The value is {grades: [{id, name, color, today, then, to: [count per grade]}],
 * none: the same for customers without a grade, total, moved}.
 */
export class GradeMoves extends Component {
    static template = "customer_policy.GradeMoves";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get moves() {
        return this.props.record.data[this.props.name] || null;
    }

    get rows() {
        const { grades, none } = this.moves;
        return none.today ? [...grades, none] : grades;
    }

    get longest() {
        return Math.max(1, ...this.rows.flatMap((grade) => [grade.today, grade.then]));
    }

    get movedText() {
        return _t("%(moved)s of %(total)s customers change their grade", {
            moved: formatInteger(this.moves.moved),
            total: formatInteger(this.moves.total),
        });
    }

    number(count) {
        return formatInteger(count);
    }

    share(count) {
        const percent = this.moves.total ? (100 * count) / this.moves.total : 0;
        return `${percent.toFixed(1)} %`;
    }

    barStyle(count) {
        return `height: 0.6rem; width: ${(100 * count) / this.longest}%`;
    }

    difference(grade) {
        const difference = grade.then - grade.today;
        return difference > 0 ? `+${formatInteger(difference)}` : formatInteger(difference);
    }

    cellClass(row, column) {
        if (!row.to[column]) {
            return "text-muted";
        }
        const stays = this.moves.grades.indexOf(row);
        if (stays === column) {
            return "";
        }
        return stays < 0 ? "table-info" : column < stays ? "table-success" : "table-danger";
    }

    openLabel(row, column) {
        return _t("%(count)s customers from %(from)s to %(to)s", {
            count: formatInteger(row.to[column]),
            from: row.name,
            to: this.moves.grades[column].name,
        });
    }

    async open(from, to, moved = false) {
        const action = await this.orm.call(
            "customer.grade.review",
            "action_open_moves",
            [[this.props.record.resId], from, to, moved]
        );
        await this.action.doAction(action);
    }
}

registry.category("fields").add("customer_grade_moves", {
    component: GradeMoves,
    supportedTypes: ["json"],
});
