import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const CASE = "Took a watch";
const openViolations = (menu) => [
    stepUtils.showAppsMenuItem(),
    {
        content: "Open the customer policy",
        trigger: ".o_app[data-menu-xmlid='customer_policy.menu_root']",
        run: "click",
    },
    {
        content: "Open the violations",
        trigger: "button[data-menu-xmlid='customer_policy.menu_violation']",
        run: "click",
    },
    {
        content: "Choose the page",
        trigger: `.dropdown-item[data-menu-xmlid='customer_policy.${menu}']`,
        run: "click",
    },
];
const openCase = (menu, row) => [
    ...openViolations(menu),
    {
        content: "Open the case",
        trigger: `${row}:contains(${CASE})`,
        run: "click",
    },
];
const openAll = () => openCase("menu_violation_all", ".o_kanban_record");
const openMine = () => openCase("menu_violation_mine", ".o_data_row .o_data_cell");
const act = (label, state) => [
    {
        content: label,
        trigger: `.o_statusbar_buttons button:contains("${label}")`,
        run: "click",
    },
    ...(state ? [reached(state)] : []),
];
const reached = (state) => ({
    content: `It is ${state}`,
    trigger: `body:not(:has(.modal)) .o_arrow_button_current:contains("${state}")`,
});
const say = (field, text) => [
    {
        content: "Say it",
        trigger: `.modal .o_field_widget[name=${field}] textarea`,
        run: `edit ${text}`,
    },
    {
        content: "Confirm",
        trigger: ".modal button[name=action_confirm]",
        run: "click",
    },
];
const tour = (name, steps) =>
    registry
        .category("web_tour.tours")
        .add(`customer_policy_violation_${name}`, { url: "/odoo", steps });

tour("report", () => [
    ...openViolations("menu_violation_report"),
    {
        content: "What it is about",
        trigger: ".modal .o_field_widget[name=name] input",
        run: `edit ${CASE}`,
    },
    {
        content: "Who",
        trigger: ".modal .o_field_widget[name=employee_ids] input",
        run: "edit Culprit",
    },
    {
        content: "Choose the person",
        trigger: ".ui-autocomplete .dropdown-item:contains(Culprit)",
        run: "click",
    },
    {
        content: "Which type",
        trigger: ".modal .o_field_widget[name=type_id] input",
        run: "edit Accepting",
    },
    {
        content: "Choose the type",
        trigger: ".ui-autocomplete .dropdown-item:contains(Accepting gifts)",
        run: "click",
    },
    {
        content: "The facts",
        trigger: ".modal .o_field_widget[name=facts] textarea",
        run: "edit A customer gave it to him on Friday.",
    },
    {
        content: "Report",
        trigger: ".modal button[name=action_report]",
        run: "click",
    },
    {
        content: "Thanked, and told who knows",
        trigger: ".o_notification:contains(they alone know)",
    },
    {
        content: "The dialog is closed",
        trigger: "body:not(:has(.modal))",
    },
]);

tour("ask", () => [
    ...openAll(),
    ...act("Investigate", "Under Investigation"),
    ...act("Ask for a Statement"),
    {
        content: "It was asked",
        trigger: ".o_statusbar_buttons:not(:has(button:contains('Ask for a Statement')))",
    },
]);

tour("state", () => [
    ...openMine(),
    ...act("State Your Case"),
    ...say("text", "It was a cheap one."),
    {
        content: "It is stated",
        trigger:
            "body:not(:has(.modal)) .o_form_view:not(:has(button:contains('State Your Case')))",
    },
]);

tour("hear", () => [...openAll(), ...act("Close the Hearing", "Heard")]);

tour("decide", () => [
    ...openAll(),
    ...act("Decide"),
    ...say("reason", "Proved by two witnesses."),
    reached("Decided"),
]);

tour("serve", () => [...openAll(), ...act("Serve the Notice", "In Effect")]);

tour("acknowledge", () => [
    ...openMine(),
    ...act("I Have Received the Notice"),
    {
        content: "It is acknowledged",
        trigger:
            ".o_statusbar_buttons:not(:has(button:contains('I Have Received the Notice')))",
    },
]);
