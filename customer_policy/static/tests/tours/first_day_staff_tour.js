import { click, edit, figure, firstDay, noDialog, openApp, see, word } from "./first_day";

const PAGE = ".o_form_view .o_customer_overview";

firstDay("staff", () => [
    ...openApp(),
    see("My customers", `${figure("my_customers")}:contains(${word("My Customers", "我的客户")})`),
    click("Who they are", `${figure("my_customers")} button`),
    click("Open one", ".o_data_row .o_data_cell:contains(Harbour Company)"),
    see("Everything about the customer", `${PAGE} [data-card=grade]`),
    click(
        "Somebody called just now",
        `${PAGE} button[data-method=action_log_visit]:contains(${word("Log a Visit", "登记拜访")})`
    ),
    edit("What about", ".modal .o_field_widget[name=report] textarea", "Asked for a crane"),
    click("Log it", ".modal button[name=action_confirm]:visible"),
    see(
        "It is the newest that happened",
        noDialog(`${PAGE} .o_customer_event:first-child:contains(Asked for a crane)`)
    ),
]);
