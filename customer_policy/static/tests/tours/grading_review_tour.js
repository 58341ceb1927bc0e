import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const REVIEW = "Scheme test";
const CUSTOMER = "Customer 2";
const bar = (criterion) => `.o_grade_criterion:contains(${criterion})`;

registry.category("web_tour.tours").add("customer_policy_grading_review", {
    url: "/odoo",
    steps: () => [
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
            content: "List the reviews",
            trigger: ".dropdown-item[data-menu-xmlid='customer_policy.menu_grade_reviews']",
            run: "click",
        },
        {
            content: "Open the review that waits for a decision",
            trigger: `.o_data_row:contains(${REVIEW}):contains(Computed) .o_data_cell[name=name]`,
            run: "click",
        },
        {
            content: "Look at its customers",
            trigger: "button[name=action_open_lines]:contains(Customers)",
            run: "click",
        },
        {
            content: "Open a customer that the score leaves where it is",
            trigger: `.o_data_row:contains(${CUSTOMER}) .o_list_record_open_form_view button`,
            run: "click",
        },
        {
            content: "Read score and grade",
            trigger: ".o_grade_head:contains(Grade C):contains(46):contains(4 points to Grade B)",
        },
        {
            content: "Read what rose",
            trigger: `${bar("Impression")}:contains(30 points more than before)`,
        },
        {
            content: "Read what a criterion brought",
            trigger: `${bar("Reliability")}:contains(adds 16 to the score) [role=progressbar][aria-valuenow='40']`,
        },
        {
            content: "See what the figure counted",
            trigger: `${bar("Reliability")} .o_grade_criterion_open`,
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(As seen on the visit)",
        },
        {
            content: "Go back to the customer's line",
            trigger: `.breadcrumb-item:contains(${CUSTOMER}) a`,
            run: "click",
        },
        {
            content: "Choose another grade than the proposed one",
            trigger: ".o_field_widget[name=final_grade_id] input",
            run: "edit Grade B",
        },
        {
            trigger: ".ui-autocomplete .dropdown-item:contains(Grade B)",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".o_field_widget[name=reason] input",
            run: "edit Signed a framework contract",
        },
        {
            content: "Save the decision",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=decision]:contains(Overridden)",
        },
        {
            content: "Go back to the list of lines",
            trigger: `.breadcrumb-item:last-child a:contains(${REVIEW}), .o_back_button a`,
            run: "click",
        },
        {
            trigger: `.o_data_row:contains(${CUSTOMER}):contains(Overridden)`,
        },
        {
            content: "Go back to the review",
            trigger: `.breadcrumb-item:last-child a:contains(${REVIEW}), .o_back_button a`,
            run: "click",
        },
        {
            content: "Approve",
            trigger: "button[name=action_approve]",
            run: "click",
        },
        {
            content: "Apply",
            trigger: "button[name=action_apply]",
            run: "click",
        },
        {
            content: "Confirm",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "The customers have their grades",
            trigger: ".o_arrow_button_current:contains(Applied)",
        },
    ],
});
