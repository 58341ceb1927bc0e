/* What the walk asks of a page of the web client; lives in window.walk. */
(() => {
    const SETTLED_MS = 150;
    const { rpcBus } = odoo.loader.modules.get("@web/core/network/rpc");
    const errors = [];
    let underway = 0;
    let changed = performance.now();

    rpcBus.addEventListener("RPC:REQUEST", ({ detail }) => {
        underway += detail.settings.silent ? 0 : 1;
        changed = performance.now();
    });
    rpcBus.addEventListener("RPC:RESPONSE", ({ detail }) => {
        underway -= detail.settings.silent ? 0 : 1;
        changed = performance.now();
        const params = detail.data.params || {};
        const place = [params.model, params.method].filter(Boolean).join(".");
        if (detail.error) {
            const data = detail.error.data || {};
            errors.push(`${place}: ${data.name || ""} ${data.message || detail.error.message}`);
        }
    });

    const shown = (element) => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== "hidden";
    };

    /* Where people's own words stand, not ours. */
    const DATA = [
        ".o_field_widget:not(.o_field_badge):not(.o_field_selection):not(.o_field_statusbar)",
        ".o-mail-Followers",
        ".o_data_cell",
        ".o_user_menu",
        ".o_menu_brand",
        ".o_last_breadcrumb_item",
        ".breadcrumb-item",
        ".o_field_many2one",
        ".o_complaint_next",
        ".o_customer_row",
        ".o_customer_event",
        ".o_calendar_sidebar",
        ".o_group_name",
        ".o_visit_card",
        "canvas",
    ].join(",");
    /* Sample rows of empty views, and what was written in somebody's language. */
    const FOREIGN = ".o_view_sample_data .o_renderer, .o_view_sample_data table, .o_pivot th, "
        + ".o-mail-Message, .o-mail-Activity, .o_field_list_activity, .o_activity_view td, "
        + ".o-mail-Discuss, .o_menu_systray, .fc, script, style, iframe";
    const LABELS = [
        "label",
        "th",
        "button",
        ".btn",
        ".nav-link",
        ".dropdown-item",
        ".o_horizontal_separator",
        ".o_nocontent_help",
        ".o_form_label",
        ".o_stat_text",
        "h1,h2,h3,h4,h5,h6",
        ".modal-title",
        ".alert",
    ].join(",");

    const texts = () => {
        const found = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const text = node.textContent.replace(/\s+/g, " ").trim();
            const parent = node.parentElement;
            if (!text || !parent || parent.closest(FOREIGN) || !shown(parent)) {
                continue;
            }
            const isLabel = parent.closest(LABELS) && !parent.closest(DATA);
            found.push([text, Boolean(isLabel)]);
        }
        for (const attribute of ["placeholder", "title", "aria-label", "data-tooltip"]) {
            for (const element of document.querySelectorAll(`[${attribute}]`)) {
                const text = element.getAttribute(attribute).trim();
                if (text && shown(element) && !element.closest(FOREIGN)) {
                    found.push([text, false]);
                }
            }
        }
        return found;
    };

    /* Cut off on purpose: an ellipsis, a ribbon across a corner. */
    const isClipped = (element, width) => {
        for (let box = element.parentElement; box; box = box.parentElement) {
            const isHidden = getComputedStyle(box).overflowX !== "visible";
            if (isHidden && box.getBoundingClientRect().right <= width + 2) {
                return !box.matches(".o_content, .modal-body, .o_action_manager, body");
            }
        }
        return false;
    };

    /* Elements that reach over the right edge of what scrolls them, or of the page. */
    const wide = () => {
        const width = document.documentElement.clientWidth;
        const over = [];
        if (document.documentElement.scrollWidth > width + 1) {
            over.push(`page ${document.documentElement.scrollWidth} > ${width}`);
        }
        const scrollable = ".o_list_renderer,.o_pivot,.o_kanban_renderer.o_kanban_grouped,"
            + ".o_statusbar_status,.o_notebook_headers,.table-responsive,.overflow-x-auto,.o_calendar_view";
        for (const root of document.querySelectorAll(".o_content, .modal-body")) {
            for (const element of root.querySelectorAll("*")) {
                if (element.closest(scrollable) || !shown(element)) {
                    continue;
                }
                const right = element.getBoundingClientRect().right;
                const isFixed = getComputedStyle(element).position === "fixed";
                if (right > width + 2 && !isFixed && !isClipped(element, width)) {
                    const name = element.getAttribute("name") || element.className || element.tagName;
                    over.push(`${element.tagName.toLowerCase()} ${String(name).slice(0, 60)}: ${Math.round(right)}`);
                    break;
                }
            }
        }
        return over;
    };

    const action = () => odoo.__WOWL_DEBUG__.root.env.services.action;

    /* Buttons that open something and change nothing. */
    const openers = () => {
        const names = [...document.querySelectorAll(".o_form_view button[name]")]
            .filter((button) => shown(button) && !button.disabled)
            .map((button) => button.getAttribute("name"))
            .filter((name) => /^(\d+|action_(open|view|show|see)\w*)$/.test(name));
        return [...new Set(names)];
    };

    const fetchText = async (path, body) => {
        const options = body && {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(body),
        };
        const answer = await fetch(path, options || {});
        return [answer.status, await answer.text()];
    };

    window.walk = {
        fetch: fetchText,
        openers,
        texts,
        wide,
        takeErrors: () => errors.splice(0),
        isIdle: () => underway <= 0 && performance.now() - changed > SETTLED_MS,
        open: (id, options = {}) =>
            action()
                .doAction(id, { clearBreadcrumbs: true, ...options })
                .catch((error) => errors.push(`action ${id}: ${error.message || error}`)),
        close: () => action().doAction({ type: "ir.actions.act_window_close" }),
        views: () =>
            [...document.querySelectorAll(".o_switch_view")].map((button) =>
                [...button.classList].find((name) => name !== "o_switch_view" && name.startsWith("o_"))
            ),
        /* Opened by its address, a page of no menu would stand below another app's bar. */
        enterApp: (xmlid) => {
            const menu = odoo.__WOWL_DEBUG__.root.env.services.menu;
            menu.setCurrentMenu(menu.getApps().find((app) => app.xmlid === xmlid));
        },
    };
})();
