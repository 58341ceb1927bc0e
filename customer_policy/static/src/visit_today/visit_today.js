import { Component, onMounted, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { formatDateTime, deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { loadSignaturePad } from "./signature_canvas";
import { VisitCheckIn } from "./visit_check_in";
import { VisitReportDialog } from "./visit_report_dialog";

const MODEL = "customer.visit";
const REFRESH = 5 * 60 * 1000;
const EARLIER_SHOWN = 3;
const WITH_DAY = {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
};
const THERE = ["ok", "far", "unknown", "photo"];

/** A working day with customers, on a phone: where to next, and what to do there. */
export class VisitToday extends Component {
    static template = "customer_policy.VisitToday";
    static components = { Layout, VisitCheckIn };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.drafts = useService("customer_policy.visit_drafts");
        this.queue = useState(this.drafts.queue.state);
        this.display = { controlPanel: {} };
        this.state = useState({
            today: null,
            isOnline: browser.navigator.onLine !== false,
            showsEarlier: false,
        });
        this.onOnline = () => this.setOnline(true);
        this.onOffline = () => this.setOnline(false);
        onWillStart(async () => {
            await this.drafts.ready();
            await Promise.all([this.load(), loadSignaturePad().catch(() => {})]);
        });
        onMounted(() => {
            browser.addEventListener("online", this.onOnline);
            browser.addEventListener("offline", this.onOffline);
            this.timer = browser.setInterval(() => {
                if (document.visibilityState === "visible") {
                    this.load();
                }
            }, REFRESH);
            this.sendWaiting();
        });
        onWillUnmount(() => {
            browser.removeEventListener("online", this.onOnline);
            browser.removeEventListener("offline", this.onOffline);
            browser.clearInterval(this.timer);
        });
    }

    /** Without signal the day stays as it was last seen. */
    async load() {
        try {
            this.state.today = await this.orm.silent.call(MODEL, "get_today", [this.unsent]);
            this.state.isOnline = true;
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.state.isOnline = false;
            this.state.today ??= {
                visits: [],
                earlier: [],
                kept: [],
                promises: 0,
                returned: 0,
            };
        }
    }

    async setOnline(isOnline) {
        this.state.isOnline = isOnline;
        if (isOnline) {
            await this.sendWaiting();
        }
    }

    async sendWaiting() {
        if (this.drafts.queue.waiting.length) {
            await this.drafts.queue.flush();
            await this.load();
        }
    }

    // --------------------------------------------------------------------- what is shown

    get today() {
        return this.state.today;
    }

    /** What is left of earlier days does not crowd out this one, but for what is begun. */
    get sections() {
        const { visits, earlier, kept } = this.today;
        const isShown = (visit, place) =>
            this.state.showsEarlier || place < EARLIER_SHOWN || this.draftOf(visit);
        const shown = earlier.filter(isShown);
        const label = _t("Not Done Before");
        return [
            { key: "kept", label: _t("Reports Not Sent"), visits: kept.filter(this.draftOf, this) },
            { key: "visits", label: "", visits },
            { key: "earlier", label, visits: shown, more: earlier.length - shown.length },
        ].filter((section) => section.visits.length);
    }

    moreText(section) {
        return _t("Show %(count)s more", { count: section.more });
    }

    /** The visits whose report was begun, or refused by the server. */
    get unsent() {
        const reports = this.queue.drafts.filter((draft) => draft.kind === "report");
        return reports.filter((draft) => draft.state !== "ready").map((draft) => draft.visit_id);
    }

    get waitingCount() {
        return this.queue.drafts.filter((draft) => draft.state === "ready").length;
    }

    get nextText() {
        return this.today.next && formatDateTime(deserializeDateTime(this.today.next));
    }

    time(visit, withDay) {
        const moment = deserializeDateTime(visit.date_planned);
        return withDay ? moment.toLocaleString(WITH_DAY) : moment.toFormat("HH:mm");
    }

    isOver(visit) {
        return visit.state === "done" && !visit.is_returned;
    }

    canReport(visit) {
        return (!this.isOver(visit) || this.draftOf(visit)) && !this.isReported(visit);
    }

    canCheckIn(visit) {
        const kind = visit.visit_type_id;
        return (
            visit.state !== "done" &&
            (kind.is_on_site || kind.needs_check_in) &&
            !["ok", "photo"].includes(visit.check_in_state)
        );
    }

    isThere(visit) {
        return THERE.includes(visit.check_in_state);
    }

    isReported(visit) {
        return this.queue.drafts.some(
            (draft) =>
                draft.visit_id === visit.id && draft.kind === "report" && draft.state === "ready"
        );
    }

    draftOf(visit) {
        return this.queue.drafts.find(
            (draft) =>
                draft.visit_id === visit.id && draft.kind === "report" && draft.state !== "ready"
        );
    }

    reason(visit) {
        if (visit.complaint_id) {
            return _t("After a complaint");
        }
        const found = visit.rule_id || visit.occasion_id;
        return found ? found.display_name : "";
    }

    callUrl(visit) {
        return `tel:${visit.customer_phone.replace(/[^\d+]/g, "")}`;
    }

    // ------------------------------------------------------------------------ what is done

    report(visit) {
        this.dialog.add(VisitReportDialog, { visit, onDone: () => this.load() });
    }

    open(visit) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODEL,
            res_id: visit.id,
            views: [[false, "form"]],
        });
    }

    async openList(what) {
        const action = await this.orm.call(MODEL, "action_open_today", [what]);
        await this.action.doAction(action);
    }

    log() {
        return this.action.doAction("customer_policy.customer_visit_log_action", {
            onClose: () => this.load(),
        });
    }
}

registry.category("actions").add("customer_visit_today", VisitToday);
