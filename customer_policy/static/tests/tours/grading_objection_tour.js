import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const CUSTOMER = "Customer 1";
const openGrading = (menu) => [
    stepUtils.showAppsMenuItem(),
    {
        content: "Open the customer policy",
        trigger: ".o_app[data-menu-xmlid='customer_policy.menu_root']",
        run: "click",
    },
    {
        content: "Open the grading menu",
        trigger: "button[data-menu-xmlid='customer_policy.menu_grading']",
        run: "click",
    },
    {
        content: "Choose the page",
        trigger: `.dropdown-item[data-menu-xmlid='customer_policy.${menu}']`,
        run: "click",
    },
];

registry.category("web_tour.tours").add("customer_policy_grade_objection", {
    url: "/odoo",
    steps: () => [
        ...openGrading("menu_grade_downgrades"),
        {
            content: "Object to the fall of a customer",
            trigger: `.o_data_row:contains(${CUSTOMER}) button[name=action_object]`,
            run: "click",
        },
        {
            content: "The grade to keep stands there already",
            trigger:
                ".modal .o_field_widget[name=requested_grade_id] input:value(Grade A)",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit A large order is under way",
        },
        {
            content: "Save",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "The list shows that it is asked for",
            trigger: `body:not(:has(.modal)) .o_data_row:contains(${CUSTOMER}):contains(To decide)`,
        },
    ],
});

registry.category("web_tour.tours").add("customer_policy_grade_objection_decision", {
    url: "/odoo",
    steps: () => [
        ...openGrading("menu_grade_objections"),
        {
            content: "Open the objection",
            trigger: `.o_data_row:contains(${CUSTOMER}) .o_data_cell[name=partner_id]`,
            run: "click",
        },
        {
            content: "Read why",
            trigger: ".o_field_widget[name=reason]:contains(A large order is under way)",
        },
        {
            content: "Decide",
            trigger: "button[name=action_open_decision]",
            run: "click",
        },
        {
            content: "Give the grade asked for",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Well argued",
        },
        {
            content: "Confirm",
            trigger: ".modal button[name=action_decide]",
            run: "click",
        },
        {
            content: "It is accepted",
            trigger: ".o_arrow_button_current:contains(Accepted)",
        },
    ],
});
