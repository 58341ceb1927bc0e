import {
    act,
    click,
    edit,
    figure,
    firstDay,
    menu,
    noDialog,
    openApp,
    see,
    state,
    word,
} from "./first_day";

firstDay("violation_officer", () => [
    ...openApp(),
    see("The menu", `${menu("menu_violation")}:contains(${word("Violations", "违规")})`),
    see("Something was reported", `${figure("violations_reported")}:contains(1)`),
    click("What", `${figure("violations_reported")} button`),
    click("Open the case", ".o_kanban_record:contains(Harbour bribe), .o_data_cell:contains(Harbour bribe)"),
    click("Look into it", act("action_investigate")),
    see(
        "It is under investigation",
        `${state("investigating")}:contains(${word("Under Investigation", "调查中")})`
    ),
    click("Ask the person", act("action_request_statement")),
    click(
        "The answer is noted",
        `.o_statusbar_buttons button:contains(${word("Record on Paper", "登记纸质文件")})`
    ),
    click("None was given", ".modal .o_field_widget[name=kind] input[data-value=refused_statement]"),
    edit("Who saw it", ".modal .o_field_widget[name=witness] input", "Ann Witness"),
    click("Record it", ".modal button[name=action_confirm]:visible"),
    click("The hearing is over", noDialog(act("action_hear"))),
    see("It is heard", state("heard")),
]);
