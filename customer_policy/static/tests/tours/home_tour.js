import { registry } from "@web/core/registry";

const noWiderThanThePhone = {
    content: "Nothing is wider than the phone",
    trigger: ".o_policy_home .o_policy_figures",
    run() {
        const { scrollWidth, clientWidth } = document.querySelector(".o_content");
        if (scrollWidth > clientWidth + 1) {
            throw new Error(`${scrollWidth} is wider than ${clientWidth}`);
        }
    },
};

registry.category("web_tour.tours").add("customer_policy_home_staff", {
    url: "/odoo/customer-policy",
    steps: () => [
        {
            content: "The page of staff, with a number of customers",
            trigger: ".o_policy_home .o_policy_figure[data-figure=my_customers]:contains(1 in the list)",
        },
        noWiderThanThePhone,
        {
            content: "A graph",
            trigger: ".o_policy_graph canvas",
        },
        {
            content: "A figure can be reached by keyboard, and opens its list",
            trigger: ".o_policy_figure[data-figure=my_customers] button",
            run(helpers) {
                this.anchor.focus();
                if (document.activeElement !== this.anchor) {
                    throw new Error("The figure cannot be reached by keyboard");
                }
                return helpers.click();
            },
        },
        {
            content: "The list holds what was counted",
            trigger: ".o_action_manager:contains(Mine Own Customer)",
        },
    ],
});

registry.category("web_tour.tours").add("customer_policy_home_general_manager", {
    url: "/odoo/customer-policy",
    steps: () => [
        {
            content: "Ten figures",
            trigger: ".o_policy_figures:has(.o_policy_figure)",
            run() {
                const figures = document.querySelectorAll(".o_policy_figures .o_policy_figure");
                if (figures.length !== 10) {
                    throw new Error(`${figures.length} figures`);
                }
            },
        },
        noWiderThanThePhone,
        {
            content: "What is farthest from target is said in words",
            trigger: ".o_policy_worst .o_policy_verdict:contains(Target missed)",
        },
        {
            content: "Have it mailed",
            trigger: ".o_policy_home button[name=action_mail]",
            run: "click",
        },
        {
            content: "It can be stopped again",
            trigger: ".o_policy_home button[name=action_stop_mail]",
        },
        {
            content: "Go over to another page",
            trigger: ".o_policy_pages .o_policy_page[data-page=staff] button",
            run: "click",
        },
        {
            content: "It is that of staff",
            trigger: ".o_policy_figures .o_policy_figure[data-figure=my_customers]",
        },
    ],
});
