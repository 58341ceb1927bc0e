import { click, edit, figure, firstDay, menu, noDialog, openApp, openMenu, see, word } from "./first_day";

const ASKED = ".o_data_row:contains(Harbour in Ghent)";

firstDay("custodian", () => [
    ...openApp(),
    see("Somebody asks for access", `${figure("access_requests")}:contains(1)`),
    click("Look for the customer", `.o_menu_sections ${menu("menu_customers")}`),
    click("Also without a grade", ".o_searchview_facet .o_facet_remove"),
    click("Open the customer", ".o_data_row .o_data_cell:contains(Harbour Company)"),
    click("Classify", "button[name=action_open_classify]"),
    click("Secret", ".modal .o_field_widget[name=level] input[data-value='2']"),
    edit("Why", ".modal .o_field_widget[name=reason] textarea", "Builds a pier in silence"),
    click("Confirm", ".modal button[name=action_confirm]:visible"),
    see(
        "It is classified",
        noDialog(`.o_field_widget[name=confidentiality_level]:contains(${word("Secret", "机密")})`)
    ),
    ...openMenu(
        "menu_confidentiality",
        word("Secrecy", "保密"),
        "menu_access_decide",
        word("Requests to Decide", "待审批的申请")
    ),
    click("Decide on the request", `${ASKED} button[name=action_open_decision]`),
    edit("Which customer is meant", ".modal .o_field_widget[name=partner_id] input", "Harbour"),
    click("This one", ".ui-autocomplete .dropdown-item:contains(Harbour Company)"),
    click("Grant it", ".modal button[name=action_grant]:visible"),
    see("It waits no longer", noDialog(`.o_action_manager:not(:has(${ASKED}))`)),
]);
