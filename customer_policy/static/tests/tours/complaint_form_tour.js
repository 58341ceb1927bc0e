import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("customer_policy_complaint_form", {
    steps: () => [
        {
            content: "Say what it is",
            trigger: "form.o_complaint_form select[name=kind]",
            run: "select suggestion",
        },
        {
            content: "Give it a subject",
            trigger: "input[name=subject]",
            run: "edit Longer opening hours",
        },
        {
            content: "Say more",
            trigger: "textarea[name=description]",
            run: "edit Please open on Saturdays, too.",
        },
        {
            content: "Say who it is",
            trigger: "input[name=name]",
            run: "edit Ann Visitor",
        },
        {
            content: "Say how to answer",
            trigger: "input[name=email]",
            run: "edit ann@visitor.test",
        },
        {
            content: "Read and accept the notice",
            trigger: "input[name=privacy]",
            run: "click",
        },
        {
            content: "Send",
            trigger: "button[type=submit]:contains(Send)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Get a number",
            trigger: ".o_complaint_received .o_complaint_number:contains(/)",
        },
        {
            content: "Copy the link",
            trigger: ".o_complaint_received button:contains(Copy)",
            run: "click",
        },
        {
            content: "The link is one's own",
            trigger: ".o_complaint_received #complaint_link",
            run() {
                const link = document.querySelector("#complaint_link").value;
                if (!/\/my\/complaints\/\d+\?access_token=.+/.test(link)) {
                    throw new Error(`No link to follow the case: ${link}`);
                }
            },
        },
    ],
});
