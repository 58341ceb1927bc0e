import { act, click, figure, firstDay, menu, noDialog, openApp, see, state, word } from "./first_day";

firstDay("manager", () => [
    ...openApp(),
    see("The first steps: a policy to pick", "[name=profile] button[name=action_choose]"),
    click("Go on", "button[name=action_next]"),
    see("Who does what", "[name=people] .o_field_widget[name=role_ids] .o_data_row"),
    click("Leave it for now", `.o_menu_sections ${menu("menu_home")}`),
    see("A review waits", `${figure("reviews_waiting")}:contains(1)`),
    click("Which one", `${figure("reviews_waiting")} button`),
    click("Open it", ".o_data_row .o_data_cell[name=name]"),
    see("It is computed", `${state("computed")}:contains(${word("Computed", "已计算")})`),
    click("Approve it", act("action_approve")),
    see("It is approved", state("approved")),
    see(
        "The menu speaks one's language",
        noDialog(`${menu("menu_grading")}:contains(${word("Grading", "客户分级")})`)
    ),
]);
