import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const SHEET = `name,type,parent,country,email
Tour Harbour,company,,DE,info@tour-harbour.example.com
Tour Ann,person,Tour Harbour,,ann@tour-harbour.example.com
Tour Lost,company,,Atlantis,
`;
// Some hundred settings are compared, then changed.
const LONG = 60000;

function chooseSheet() {
    const files = new DataTransfer();
    files.items.add(new File([SHEET], "customers.csv", { type: "text/csv" }));
    const input = document.querySelector(".o_field_widget[name=file] input[type=file]");
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

registry.category("web_tour.tours").add("customer_policy_setup", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open the application: it begins with the set-up",
            trigger: ".o_app[data-menu-xmlid='customer_policy.menu_root']",
            run: "click",
        },
        {
            content: "See what a profile sets",
            trigger: ".o_kanban_record:contains(Retail) button[name=action_choose]",
            run: "click",
        },
        {
            content: "Take it over",
            trigger: ".modal button[name=action_apply]",
            timeout: LONG,
            run: "click",
        },
        {
            content: "It is taken over",
            trigger: ".modal .alert-success:contains(taken over)",
            timeout: LONG,
        },
        {
            content: "Go back to the set-up",
            trigger: ".modal .modal-header .btn-close",
            run: "click",
        },
        {
            content: "The step says that it is done",
            trigger:
                "body:not(:has(.modal)) [name=profile] .o_field_widget[name=profile_text]:contains(was chosen on)",
        },
        {
            content: "Go on to the people",
            trigger: "button[name=action_next]",
            run: "click",
        },
        {
            content: "It says who is missing",
            trigger: ".o_field_widget[name=people_text]:contains(Nobody holds)",
        },
        {
            content: "Name the general manager",
            trigger:
                ".o_field_widget[name=role_ids] .o_data_row:contains(General Manager) .o_data_cell[name=holder_id]",
            run: "click",
        },
        {
            content: "By name",
            trigger: ".o_field_widget[name=role_ids] .o_selected_row [name=holder_id] input",
            run: "edit Setup Manager",
        },
        {
            content: "It is this one",
            trigger: ".o-autocomplete--dropdown-item:contains(Setup Manager)",
            run: "click",
        },
        {
            content: "Clearances are named by the administrator",
            trigger: ".alert:contains(ask your administrator)",
        },
        {
            content: "Skip the rest",
            trigger: "button[name=action_skip]",
            run: "click",
        },
        {
            content: "Import customers",
            trigger: "[name=customers] button[name=action_import]",
            run: "click",
        },
        {
            content: "Choose a sheet",
            trigger: ".o_field_widget[name=file] .o_select_file_button",
            run: chooseSheet,
        },
        {
            content: "It is there",
            trigger: ".o_field_widget[name=file] .o_clear_file_button",
        },
        {
            content: "Look at it",
            trigger: ".o_statusbar_buttons button[name=action_preview]",
            run: "click",
        },
        {
            content: "The row that would fail says why",
            trigger: ".o_data_row:contains(Atlantis)",
        },
        {
            content: "Leave it out",
            trigger: ".o_field_widget[name=skip_errors] input",
            run: "click",
        },
        {
            content: "Import",
            trigger: ".o_statusbar_buttons button[name=action_import]",
            run: "click",
        },
        {
            content: "They are here",
            trigger: ".alert-success:contains(have been imported)",
            timeout: LONG,
        },
        {
            content: "Back to the set-up",
            trigger: ".breadcrumb-item:last-child a, .o_back_button a",
            run: "click",
        },
        {
            content: "It counts them",
            trigger:
                "[name=customers] .o_field_widget[name=customers_text]:contains(customers are here)",
        },
        {
            content: "Go on to the review",
            trigger: "button[name=action_next]",
            run: "click",
        },
        {
            content: "Run the first review as a simulation",
            trigger: "[name=review] button[name=action_simulate]",
            run: "click",
        },
        {
            content: "See what it comes to",
            trigger: ".o_field_widget[name=review_result] table:contains(In the Simulation)",
            timeout: LONG,
        },
        {
            content: "Finish",
            trigger: "button[name=action_finish]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The application has come up anew, without the set-up",
            trigger:
                ".o_menu_sections:not(:has([data-menu-xmlid='customer_policy.menu_setup_start'])) [data-menu-xmlid='customer_policy.menu_home']",
        },
    ],
});
