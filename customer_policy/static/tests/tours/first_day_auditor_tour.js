import { click, figure, firstDay, openApp, openMenu, see, word } from "./first_day";

firstDay("auditor", () => [
    ...openApp(),
    see("Customers are classified", `${figure("classified")}:contains(1)`),
    ...openMenu(
        "menu_confidentiality",
        word("Secrecy", "保密"),
        "menu_access_log_lines",
        word("Lines", "明细")
    ),
    see("What was done", ".o_list_view .o_data_row:contains(Custodian)"),
    click("Check the log", ".o_control_panel button[name=action_verify]"),
    see("It holds", ".o_notification .o_notification_bar.bg-success"),
]);
