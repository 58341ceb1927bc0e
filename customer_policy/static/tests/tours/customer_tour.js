import { registry } from "@web/core/registry";

const PAGE = ".o_form_view .o_customer_overview";

registry.category("web_tour.tours").add("customer_policy_customer", {
    steps: () => [
        {
            content: "The cards are there",
            trigger: `${PAGE} [data-card=grade]:contains(They buy a lot)`,
        },
        {
            content: "What is open, too",
            trigger: `${PAGE} [data-card=complaints]:contains(Pump leaks)`,
        },
        {
            content: "And what happened, newest first",
            trigger: `${PAGE} .o_customer_event:first-child[data-source=complaint_received]`,
        },
        {
            content: "One column of cards; nothing is wider than the phone",
            trigger: PAGE,
            run() {
                const [first, second] = document.querySelectorAll(".o_customer_card");
                const gap =
                    second.getBoundingClientRect().top - first.getBoundingClientRect().bottom;
                if (gap <= 0 || getComputedStyle(first.parentElement).display !== "grid") {
                    throw new Error(`The style is missing, or there is no room: ${gap}`);
                }
                for (const element of document.querySelectorAll(
                    ".o_form_view, .o_customer_overview, .o_customer_card"
                )) {
                    if (element.scrollWidth > element.clientWidth + 1) {
                        throw new Error(
                            `${element.className}: ${element.scrollWidth} > ${element.clientWidth}`
                        );
                    }
                }
            },
        },
        {
            content: "More of it, by keyboard",
            trigger: `${PAGE} .o_customer_more`,
            run() {
                const button = document.querySelector(".o_customer_more");
                button.focus();
                if (document.activeElement !== button) {
                    throw new Error("The button takes no focus");
                }
                // What a browser makes of Enter on a button that has the focus.
                document.activeElement.click();
            },
        },
        {
            content: "The earliest is there, and no more",
            trigger: `${PAGE}:not(:has(.o_customer_more)) .o_customer_event[data-source=grade]`,
        },
        {
            content: "Why this grade?",
            trigger: `${PAGE} button[data-method=explain]`,
            run: "click",
        },
        {
            content: "It is said without leaving the page",
            trigger: ".modal .o_grade_explanation:contains(They buy a lot)",
        },
        {
            content: "Close it",
            trigger: ".modal-footer button:contains(Close)",
            run: "click",
        },
        {
            content: "Somebody called just now",
            trigger: `body:not(:has(.modal)) ${PAGE} button[data-method=action_log_visit]`,
            run: "click",
        },
        {
            content: "What about",
            trigger: ".modal .o_field_widget[name=report] textarea",
            run: "edit Called back",
        },
        {
            content: "Log it",
            trigger: ".modal button[name=action_confirm]:visible",
            run: "click",
        },
        {
            content: "It is the newest that happened",
            trigger: `body:not(:has(.modal)) ${PAGE} .o_customer_event:first-child:contains(Called back)`,
        },
        {
            content: "Open the case from its card",
            trigger: `${PAGE} [data-card=complaints] .o_customer_row button`,
            run: "click",
        },
        {
            content: "That is the case",
            trigger: ".o_form_view .o_field_widget[name=name]:has(:value(Pump leaks)), .o_form_view:contains(Pump leaks):not(:has(.o_customer_overview))",
        },
    ],
});
