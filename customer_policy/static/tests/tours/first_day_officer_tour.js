import {
    act,
    click,
    figure,
    firstDay,
    noDialog,
    openApp,
    openMenu,
    see,
    state,
    word,
    write,
} from "./first_day";

const button = (label) => noDialog(`.o_statusbar_buttons button:contains(${label})`);

firstDay("officer", () => [
    ...openApp(),
    see("A case is to be accepted", `${figure("to_accept")}:contains(${word("To Accept", "待受理")})`),
    ...openMenu(
        "menu_complaint",
        word("Complaints", "投诉"),
        "menu_complaint_today",
        word("Today", "今天")
    ),
    click("It is up next", ".o_complaint_today .o_complaint_next:contains(Harbour horn)"),
    click("Take it up", act("action_accept")),
    see("It is taken up", state("accepted")),
    click("Tell the customer how it goes", button(word("Tell the Customer", "告知客户"))),
    write("Write it", ".modal .o_field_widget[name=body] .odoo-editor-editable", "We listen to it."),
    click("Note it", ".modal button[name=action_confirm]:visible"),
    click("Answer", button(word("Answer", "答复"))),
    write("Write it", ".modal .o_field_widget[name=reply] .odoo-editor-editable", "It is silent now."),
    click("It is answered", ".modal button[name=action_send]:visible"),
    see("The case says so", state("answered")),
]);
