import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const press = (name, content) => ({
    content,
    trigger: `.o_form_view .o_statusbar_buttons button[name=${name}]`,
    run: "click",
});
const state = (label) => ({
    content: `It is ${label}`,
    trigger: `.o_statusbar_status .o_arrow_button_current:contains(${label})`,
});
const write = (name) => ({
    trigger: `.o_field_widget[name=${name}] textarea`,
    run: `edit What we found about it`,
});

tours.add("customer_policy_complaint_officer", {
    steps: () => [
        {
            content: "A customer is on the line",
            trigger: ".o_complaint_today .o_complaint_register",
            run: "click",
        },
        {
            content: "Say what it is about",
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Late again",
        },
        {
            content: "Say who calls",
            trigger: ".modal .o_field_widget[name=contact_name] input",
            run: "edit Ann Caller",
        },
        {
            content: "Register it and go on with it",
            trigger: ".modal button[name=action_open_form]",
            run: "click",
        },
        {
            content: "Its number and its first clock show",
            trigger: "body:not(:has(.modal)) .o_complaint_glance .o_complaint_clock",
        },
        press("action_accept", "Take it up"),
        state("Taken Up"),
        press("action_investigate", "Look into it"),
        state("Under Investigation"),
        {
            content: "What the report lacks is said",
            trigger: ".alert:contains(Still missing)",
        },
        {
            content: "Write the report",
            trigger: ".nav-link[name=investigation]",
            run: "click",
        },
        ...["cause", "course", "conclusion", "countermeasure", "prevention"].map(write),
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Now proposing is the next act",
            trigger: "button.btn-primary[name=action_propose]",
            run: "click",
        },
        state("Awaiting Decision"),
        {
            content: "Somebody else decides",
            trigger: ".alert:contains(Head of Department)",
        },
    ],
});

tours.add("customer_policy_complaint_head", {
    steps: () => [press("action_approve", "Approve it"), state("Approved")],
});

tours.add("customer_policy_complaint_end", {
    steps: () => [
        press("action_execute", "Put it right"),
        state("Being Put Right"),
        {
            content: "Answer the customer",
            trigger: ".o_statusbar_buttons button.btn-primary:contains(Answer)",
            run: "click",
        },
        {
            content: "Write the answer",
            trigger: ".modal .o_field_widget[name=reply] .odoo-editor-editable",
            run: "editor We are sorry. It has been put right.",
        },
        {
            content: "It is answered",
            trigger: ".modal button[name=action_send]:visible",
            run: "click",
        },
        state("Answered"),
        press("action_close", "Close it"),
        state("Closed"),
    ],
});
