import { click, figure, firstDay, menu, openApp, see, word } from "./first_day";

const ROW = ".o_data_row:contains(T-01)";

firstDay("general_manager", () => [
    ...openApp(),
    see("One page", figure("valid_rate")),
    see("A decision waits", ".o_policy_decisions .o_policy_decision:contains(T-01)"),
    click("All of them", "button[name=action_open_decisions]"),
    see("The menu", `${menu("menu_inbox")}:contains(${word("Inbox", "待办箱")})`),
    click("One tap decides", `${ROW} button[name=action_approve]`),
    see("It waits no longer", `.o_action_manager:not(:has(${ROW})) .o_view_nocontent`),
    click("Back to the page", `.o_menu_sections ${menu("menu_home")}`),
    see("Nothing waits", ".o_policy_decisions:not(:has(.o_policy_decision))"),
]);
