import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("customer_policy_work_report", {
    url: "/odoo/my-work-reports",
    steps: () => [
        {
            content: "Open the report that was begun",
            trigger: ".o_kanban_record:contains(Daily Report)",
            run: "click",
        },
        {
            content: "Say something",
            trigger: ".o_field_widget[name=remarks] textarea",
            run: "edit A good day",
        },
        {
            content: "The figure is there",
            trigger: ".o_field_widget[name=call_count]:contains(1)",
        },
        {
            content: "Send it",
            trigger: "button[name=action_send]:visible",
            run: "click",
        },
        {
            content: "It is sent",
            trigger: "button[name=action_recall], .o_field_widget[name=manager_id]:contains(Supervisor)",
        },
    ],
});
