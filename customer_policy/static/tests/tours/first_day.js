import { user } from "@web/core/user";
import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

/** What the screen says in the language of who sits before it. */
export const word = (english, chinese) => (user.lang.startsWith("zh") ? chinese : english);

export const click = (content, trigger) => ({ content, trigger, run: "click" });
export const edit = (content, trigger, text) => ({ content, trigger, run: `edit ${text}` });
export const write = (content, trigger, text) => ({ content, trigger, run: `editor ${text}` });
export const see = (content, trigger) => ({ content, trigger });
export const noDialog = (trigger) => `body:not(:has(.modal)) ${trigger}`;
export const act = (name) => `.o_statusbar_buttons button[name=${name}]`;
export const state = (name) =>
    noDialog(`.o_statusbar_status .o_arrow_button_current[data-value=${name}]`);
export const figure = (code) => `.o_policy_figures .o_policy_figure[data-figure=${code}]`;
export const menu = (xmlid) => `[data-menu-xmlid='customer_policy.${xmlid}']`;

export const openApp = () => [
    stepUtils.showAppsMenuItem(),
    click("Open the customer policy", `.o_app${menu("menu_root")}`),
];
export const openMenu = (section, sectionName, page, pageName) => [
    click("Open the menu", `.o_menu_sections button${menu(section)}:contains(${sectionName})`),
    click("Choose the page", `.dropdown-item${menu(page)}:contains(${pageName})`),
];
export const firstDay = (role, steps) =>
    registry
        .category("web_tour.tours")
        .add(`customer_policy_first_day_${role}`, { url: "/odoo", steps });
