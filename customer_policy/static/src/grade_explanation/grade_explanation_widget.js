import { Component, useState, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { GradeExplanation } from "./grade_explanation";

/**
 * The explanation of a contact's grade, asked for only when it is looked at: a
 * contact opens with as many queries as without it.
 */
export class GradeExplanationWidget extends Component {
    static template = xml`<GradeExplanation explanation="state.explanation"/>`;
    static components = { GradeExplanation };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ explanation: false });
        // Anew for each contact and each reload of it: a grade set by hand may keep
        // the grade and change its reason, its lock or another scheme.
        useRecordObserver(async ({ resId, resModel }) => {
            const [contact] = await this.keepLast.add(
                resId
                    ? this.orm.read(resModel, [resId], ["grade_explanation"])
                    : Promise.resolve([])
            );
            this.state.explanation = contact?.grade_explanation || false;
        });
    }
}

registry.category("view_widgets").add("customer_grade_explanation", {
    component: GradeExplanationWidget,
});
