import { Component, onWillStart, onWillUpdateProps, useState, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { GradeExplanation } from "./grade_explanation";

/**
 * The explanation of a contact's grade, asked for only when it is looked at: a
 * contact opens with as many queries as without it.
 */
export class GradeExplanationWidget extends Component {
    static template = xml`<GradeExplanation t-if="state.isLoaded" explanation="state.explanation"/>`;
    static components = { GradeExplanation };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ isLoaded: false, explanation: false });
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps((nextProps) => this.load(nextProps.record));
    }

    async load(record) {
        const key = `${record.resId}/${record.data.customer_grade_id?.id}`;
        if (key === this.key) {
            return;
        }
        this.key = key;
        if (record.resId) {
            const [contact] = await this.orm.read(
                record.resModel,
                [record.resId],
                ["grade_explanation"]
            );
            this.state.explanation = contact?.grade_explanation;
        }
        this.state.isLoaded = true;
    }
}

registry.category("view_widgets").add("customer_grade_explanation", {
    component: GradeExplanationWidget,
});
