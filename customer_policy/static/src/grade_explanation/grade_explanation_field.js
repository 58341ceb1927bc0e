import { Component, xml } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { GradeExplanation } from "./grade_explanation";

/** The explanation of a review line, loaded with the line. */
export class GradeExplanationField extends Component {
    static template = xml`<GradeExplanation explanation="props.record.data[props.name]"/>`;
    static components = { GradeExplanation };
    static props = { ...standardFieldProps };
}

export const gradeExplanationField = {
    component: GradeExplanationField,
    displayName: _t("Grade Explanation"),
    supportedTypes: ["json"],
    additionalClasses: ["d-block", "w-100"],
    isEmpty: () => false,
};

registry.category("fields").add("customer_grade_explanation", gradeExplanationField);
