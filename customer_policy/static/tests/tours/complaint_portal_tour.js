import { registry } from "@web/core/registry";

const SUBJECT = "The box was wet";
const openCase = {
    content: "Open the case",
    trigger: `.o_portal_my_doc_table a:contains(${SUBJECT})`,
    run: "click",
    expectUnloadPage: true,
};

registry.category("web_tour.tours").add("customer_policy_complaint_portal", {
    url: "/my",
    steps: () => [
        {
            content: "The home page leads to the cases",
            trigger: ".o_portal_my_home a[href='/my/complaints']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Begin a new one",
            trigger: "a[href='/my/complaints/new']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Say what it is about",
            trigger: ".o_complaint_new input[name=name]",
            run: `edit ${SUBJECT}`,
        },
        {
            content: "Say what happened",
            trigger: ".o_complaint_new textarea[name=description]",
            run: "edit It had been left in the rain.",
        },
        {
            content: "Send it",
            trigger: ".o_complaint_new button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It has a number, and steps with promised dates",
            trigger: ".o_complaint_page .alert-success:contains(Thank you)",
        },
        {
            trigger: ".o_complaint_steps li:contains(promised)",
        },
        {
            content: "Write a message",
            trigger: "#chatterRoot:shadow .o-mail-Composer-input",
            run: "edit Here is more about it",
        },
        {
            content: "Send the message",
            trigger: "#chatterRoot:shadow .o-mail-Composer-send:enabled",
            run: "click",
        },
        {
            content: "It stands in the conversation",
            trigger:
                "#chatterRoot:shadow .o-mail-Message-body:contains(Here is more about it)",
        },
    ],
});

registry.category("web_tour.tours").add("customer_policy_complaint_portal_rating", {
    url: "/my/complaints?filterby=closed",
    steps: () => [
        openCase,
        {
            content: "What the house wrote is there",
            trigger:
                "#chatterRoot:shadow .o-mail-Message-body:contains(We send a new one)",
        },
        {
            content: "The answer is there, and nothing can be written",
            trigger:
                ".o_complaint_page:contains(We are sorry):not(:has(.o-mail-Composer))",
        },
        {
            content: "Not satisfied",
            trigger: ".o_complaint_rate label[for=rate_1]",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".o_complaint_rate textarea[name=feedback]",
            run: "edit The new one is wet as well",
        },
        {
            content: "Send",
            trigger: ".o_complaint_rate button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is taken up again",
            trigger: ".o_complaint_page .alert-success:contains(one level higher)",
        },
        {
            trigger: "#chatterRoot:shadow .o-mail-Composer-input",
        },
    ],
});
