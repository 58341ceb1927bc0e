import { registry } from "@web/core/registry";

const CARD = ".o_visit_section_visits .o_visit_card";
const PIXEL =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** A phone that knows where it is, or may not tell. */
function mockPlace(latitude, longitude, code = 0) {
    const geolocation = {
        getCurrentPosition(done, failed) {
            if (code) {
                failed({ code });
            } else {
                done({ coords: { latitude, longitude, accuracy: 12 } });
            }
        },
    };
    Object.defineProperty(navigator, "geolocation", { value: geolocation, configurable: true });
}

/** Requests find no server, until the signal is back. */
const send = XMLHttpRequest.prototype.send;
function loseSignal() {
    XMLHttpRequest.prototype.send = function () {
        setTimeout(() => this.dispatchEvent(new Event("error")));
    };
    window.dispatchEvent(new Event("offline"));
}
function findSignal() {
    XMLHttpRequest.prototype.send = send;
    window.dispatchEvent(new Event("online"));
}

function choosePhoto(selector) {
    const bytes = Uint8Array.from(atob(PIXEL), (sign) => sign.charCodeAt(0));
    const files = new DataTransfer();
    files.items.add(new File([bytes], "photo.png", { type: "image/png" }));
    const input = document.querySelector(selector);
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

function drawSignature() {
    const canvas = document.querySelector(".o_visit_signature");
    const { left, top } = canvas.getBoundingClientRect();
    const point = (type, x, y, target = canvas) =>
        target.dispatchEvent(
            new PointerEvent(type, {
                clientX: left + x,
                clientY: top + y,
                bubbles: true,
                cancelable: true,
                isPrimary: true,
                pointerId: 1,
                pointerType: "touch",
                pressure: 0.5,
                buttons: type === "pointerup" ? 0 : 1,
            })
        );
    point("pointerdown", 20, 40);
    for (let step = 1; step < 10; step++) {
        point("pointermove", 20 + step * 15, 40 + (step % 2) * 30);
    }
    point("pointerup", 170, 40);
}

registry.category("web_tour.tours").add("customer_policy_visit_today", {
    url: "/odoo/visits-today",
    steps: () => [
        {
            content: "The day is there, with somebody to call and a way to go",
            trigger: `${CARD}:contains(Visited Company) a.o_visit_call[href='tel:+49301234']`,
            run: () => mockPlace(52.5201, 13.4051),
        },
        {
            content: "The way leads to the map",
            trigger: `${CARD} a.o_visit_navigate[href*='openstreetmap.org/directions']`,
        },
        {
            content: "Nothing is wider than the phone",
            trigger: ".o_visit_today",
            run() {
                const { scrollWidth, clientWidth } = document.querySelector(".o_visit_today");
                if (scrollWidth > clientWidth + 1) {
                    throw new Error(`${scrollWidth} is wider than ${clientWidth}`);
                }
            },
        },
        {
            content: "Check in",
            trigger: `${CARD} .o_visit_check_in`,
            run: "click",
        },
        {
            content: "The server knows it",
            trigger: `${CARD} .o_visit_there`,
        },
        {
            content: "Report",
            trigger: `${CARD} .o_visit_report_button`,
            run: "click",
        },
        {
            content: "The customer is content",
            trigger: ".o_visit_report label[for=visit_result_satisfied]",
            run: "click",
        },
        {
            content: "What was found out",
            trigger: ".o_visit_report textarea[name=report]",
            run: "edit The pump runs",
        },
        {
            content: "Go on later: it is kept",
            trigger: ".modal-footer button:contains(Go On Later)",
            run: "click",
        },
        {
            content: "It was begun",
            trigger: `body:not(:has(.modal)) ${CARD} .o_visit_draft:contains(begun)`,
        },
        {
            content: "Open it again",
            trigger: `${CARD} .o_visit_report_button`,
            run: "click",
        },
        {
            content: "What was written is there; the opinion comes to it",
            trigger: ".o_visit_report:has(textarea[name=report]) textarea[name=opinion]",
            run: "edit Content",
        },
        {
            content: "Take a photo",
            trigger: ".o_visit_report:has(input[name=photos])",
            run: () => choosePhoto(".o_visit_report input[name=photos]"),
        },
        {
            content: "It shows",
            trigger: ".o_visit_report .o_visit_photo",
        },
        {
            content: "Send it without the signature that is asked for",
            trigger: ".modal-footer .o_visit_send",
            run: "click",
        },
        {
            content: "The server says what is missing",
            trigger: ".o_visit_error:contains(Signature)",
            run: drawSignature,
        },
        {
            content: "Who signs",
            trigger: ".o_visit_report input[name=signed_by]",
            run: "edit Mrs. Customer",
        },
        {
            content: "The signal goes, and it is sent",
            trigger: ".modal-footer .o_visit_send",
            run: async (helpers) => {
                loseSignal();
                await helpers.click();
            },
        },
        {
            content: "It waits on the phone",
            trigger: `body:not(:has(.modal)) ${CARD} .o_visit_reported`,
        },
        {
            content: "That is said above, too",
            trigger: ".o_visit_offline",
        },
        {
            content: "The signal is back",
            trigger: ".o_visit_waiting",
            run: findSignal,
        },
        {
            content: "It has arrived",
            trigger: `body:not(:has(.o_visit_waiting)) ${CARD} .badge:contains(Done)`,
        },
    ],
});

registry.category("web_tour.tours").add("customer_policy_visit_refused", {
    url: "/odoo/visits-today",
    steps: () => [
        {
            content: "The phone may not tell where it is",
            trigger: `${CARD} .o_visit_check_in`,
            run: async (helpers) => {
                mockPlace(0, 0, 1);
                await helpers.click();
            },
        },
        {
            content: "A photo stands in",
            trigger: `${CARD} .o_visit_check_in_photo`,
            run: () => choosePhoto(".o_visit_check_in_photo input"),
        },
        {
            content: "That will do",
            trigger: `${CARD} .o_visit_there`,
        },
        {
            content: "Somebody came by",
            trigger: ".o_visit_log",
            run: "click",
        },
        {
            content: "Whom",
            trigger: ".modal .o_field_widget[name=partner_id] input",
            run: "edit Other Company",
        },
        {
            content: "That one",
            trigger: ".o-autocomplete--dropdown-item:contains(Other Company), .o_kanban_record:contains(Other Company)",
            run: "click",
        },
        {
            content: "What about",
            trigger: ".modal .o_field_widget[name=report] textarea",
            run: "edit Asked for a price",
        },
        {
            content: "Log it",
            trigger: ".modal button[name=action_confirm]:visible",
            run: "click",
        },
        {
            content: "It is among those of today",
            trigger: `body:not(:has(.modal)) ${CARD}:contains(Other Company) .badge:contains(Done)`,
        },
    ],
});

registry.category("web_tour.tours").add("customer_policy_visit_form", {
    steps: () => [
        {
            content: "Check in on the visit itself",
            trigger: ".o_form_view .o_visit_check_in",
            run: async (helpers) => {
                mockPlace(52.53, 13.42);
                await helpers.click();
            },
        },
        {
            content: "It says how far away that is",
            trigger: ".o_notification:contains(away from the customer)",
        },
        {
            content: "The visit shows it",
            trigger: ".o_form_view .o_field_widget[name=check_in_state]:contains(Far away)",
        },
        {
            content: "Nearer, it can be mended",
            trigger: ".o_form_view .o_visit_check_in",
            run: async (helpers) => {
                mockPlace(52.5201, 13.4051);
                await helpers.click();
            },
        },
        {
            content: "There",
            trigger:
                ".o_form_view:not(:has(.o_visit_check_in)) .o_field_widget[name=check_in_state]:contains(There)",
        },
    ],
});

const LAST_YEAR = new Date().getFullYear() - 1;
const FIRST_DAY = ".o_form_view .o_field_widget[name=date_from] button";

registry.category("web_tour.tours").add("customer_policy_visit_coverage", {
    steps: () => [
        {
            content: "A target that is reached, and what it rests on",
            trigger: ".o_form_view:contains(Every customer is visited)",
        },
        {
            content: "A longer period",
            trigger: ".o_form_view button[name=action_year]",
            run: "click",
        },
        {
            content: "It is that of this year",
            trigger: `${FIRST_DAY}[data-tooltip='01/01/${LAST_YEAR + 1}']`,
        },
        {
            content: "One before it",
            trigger: ".o_form_view button[name=action_previous]",
            run: "click",
        },
        {
            content: "It is that of the last",
            trigger: `${FIRST_DAY}[data-tooltip='01/01/${LAST_YEAR}']`,
        },
        {
            content: "The list is there again",
            trigger: ".o_form_view .o_field_widget[name=line_ids] .o_data_row",
        },
    ],
});
