import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("customer_policy_what_if", {
    steps: () => [
        {
            content: "Ask what if, on the scheme",
            trigger: "button[name=action_what_if]",
            run: "click",
        },
        {
            content: "Look at the grades it supposes",
            trigger: ".nav-link[name=simulated_grades]",
            run: "click",
        },
        {
            content: "Lower the threshold of the best grade",
            trigger: ".o_field_widget[name=simulated_grade_ids] .o_data_row:first .o_data_cell[name=min_score]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=simulated_grade_ids] .o_data_row:first [name=min_score] input",
            run: "edit 60",
        },
        {
            content: "Compute",
            trigger: "button[name=action_compute]:contains(Compute)",
            run: "click",
        },
        {
            content: "One of two moves",
            trigger: ".o_grade_moves_all:contains(1 of 2 customers)",
            run: "click",
        },
        {
            content: "See who",
            trigger: ".o_data_row:contains(Customer 2)",
        },
        {
            trigger: ".o_back_button a, .breadcrumb-item:last-child a",
            run: "click",
        },
        {
            content: "Change it again",
            trigger: ".nav-link[name=simulated_grades]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=simulated_grade_ids] .o_data_row:first .o_data_cell[name=min_score]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=simulated_grade_ids] .o_data_row:first [name=min_score] input",
            run: "edit 65",
        },
        {
            content: "Save it",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "The page says that it is out of date",
            trigger: ".alert:contains(changed since)",
        },
        {
            content: "Compute again",
            trigger: "button[name=action_compute]:contains(Compute Again)",
            run: "click",
        },
        {
            content: "Now nobody moves",
            trigger: ".o_grade_moves_all:contains(0 of 2 customers)",
        },
        {
            content: "Adopt",
            trigger: "button[name=action_adopt]",
            run: "click",
        },
        {
            content: "Read what changes",
            trigger: ".modal td:contains(Minimum Score)",
        },
        {
            trigger: ".modal button[name=action_adopt]",
            run: "click",
        },
        {
            content: "The scheme is shown again",
            trigger: "body:not(:has(.modal)) .o_field_widget[name=criterion_ids], body:not(:has(.modal)) .o_field_widget[name=grade_ids]",
        },
    ],
});
