import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("customer_policy_inbox_phone", {
    url: "/odoo/action-customer_policy.customer_policy_request_action",
    steps: () => [
        {
            content: "The card says who asks",
            trigger: ".o_kanban_record:contains(T-01):contains(Manager)",
        },
        {
            content: "One tap decides",
            trigger: ".o_kanban_record:contains(T-01) button[name=action_approve]",
            run: "click",
        },
        {
            content: "It waits no longer; the other one is rejected",
            trigger:
                ".o_kanban_renderer:not(:contains(T-01)) .o_kanban_record:contains(T-02) button[name=action_reject]",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=opinion] textarea",
            run: "edit The second clause is missing.",
        },
        {
            content: "Reject it",
            trigger: ".modal button[name=action_confirm]:visible",
            run: "click",
        },
        {
            content: "Nothing is left",
            trigger: "body:not(:has(.modal)) .o_view_nocontent",
        },
    ],
});

registry.category("web_tour.tours").add("customer_policy_inbox_desk", {
    url: "/odoo/action-customer_policy.customer_policy_request_action",
    steps: () => [
        {
            content: "Choose all",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Approve them at once",
            trigger: ".o_control_panel button[name=action_approve]",
            run: "click",
        },
        {
            content: "Nothing is left",
            trigger: ".o_view_nocontent",
        },
    ],
});
