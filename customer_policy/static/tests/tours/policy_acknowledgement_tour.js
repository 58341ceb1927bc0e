import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("customer_policy_acknowledgement", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open the customer policy",
            trigger: ".o_app[data-menu-xmlid='customer_policy.menu_root']",
            run: "click",
        },
        {
            content: "Open the policy",
            trigger: "button[data-menu-xmlid='customer_policy.menu_policy']",
            run: "click",
        },
        {
            content: "Open what is to read",
            trigger: ".dropdown-item[data-menu-xmlid='customer_policy.menu_policy_to_read']",
            run: "click",
        },
        {
            content: "Open the text",
            trigger: ".o_data_row .o_data_cell:contains(T-01)",
            run: "click",
        },
        {
            content: "The text is there",
            trigger: ".o_field_widget[name=policy_text] :contains(First)",
        },
        {
            content: "Confirm it",
            trigger: ".o_statusbar_buttons button[name=action_acknowledge]",
            run: "click",
        },
        {
            content: "It is acknowledged",
            trigger: ".o_arrow_button_current:contains(Acknowledged)",
        },
        {
            content: "There is nothing left to confirm",
            trigger: ".o_form_view:not(:has(button[name=action_acknowledge]))",
        },
    ],
});
