import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { makeKey } from "./draft_queue";
import { readPhoto } from "./position";
import { SignatureCanvas } from "./signature_canvas";

const { DateTime } = luxon;
const TEXTS = ["result", "report", "needs", "intention", "opinion", "promise", "signed_by"];
const EMPTY = { promise_date: "", date_follow_up: "", signature: "" };

/**
 * The report of a visit on a phone. What is written stays there until it has arrived.
 */
export class VisitReportDialog extends Component {
    static template = "customer_policy.VisitReportDialog";
    static components = { Dialog, SignatureCanvas };
    static props = { visit: Object, onDone: Function, close: Function };

    setup() {
        this.drafts = useService("customer_policy.visit_drafts");
        this.notification = useService("notification");
        this.state = useState({ values: {}, photos: [], error: "", busy: false });
        onWillStart(async () => {
            await this.drafts.ready();
            this._fill();
        });
        // Written down while somebody types, and when the screen is left in between.
        this.isDirty = false;
        this.keepSoon = useDebounced(() => this.isDirty && this.keep(), 600);
        onWillUnmount(() => {
            if (this.isDirty) {
                this.keep();
            }
        });
    }

    get visit() {
        return this.props.visit;
    }

    get kind() {
        return this.visit.visit_type_id;
    }

    get results() {
        return [
            ["satisfied", _t("Satisfied")],
            ["neutral", _t("Neither nor")],
            ["dissatisfied", _t("Dissatisfied")],
        ];
    }

    get texts() {
        const { kind } = this;
        return [
            { name: "report", label: _t("Findings"), required: kind.needs_findings },
            { name: "opinion", label: _t("Customer's Opinion"), required: kind.needs_opinion },
            { name: "needs", label: _t("Needs"), required: kind.needs_needs },
            { name: "intention", label: _t("Intention"), required: kind.needs_intention },
            { name: "promise", label: _t("Promise"), required: false },
        ];
    }

    get title() {
        return this.visit.partner_id.display_name || this.visit.number;
    }

    _fill() {
        const kept = this.drafts.queue.unfinished(this.visit.id);
        const values = { ...EMPTY };
        for (const name of TEXTS) {
            values[name] = this.visit[name] || "";
        }
        values.promise_date = this.visit.promise_date || "";
        Object.assign(values, kept?.content.form);
        Object.assign(this.state, {
            values,
            photos: [...(kept?.content.photos || [])],
            error: kept?.error || "",
        });
    }

    set(name, value) {
        this.state.values[name] = value;
        this.isDirty = true;
        this.keepSoon();
    }

    onSignature(value) {
        this.set("signature", value);
    }

    async onPhotos(ev) {
        for (const file of ev.target.files) {
            this.state.photos.push({ key: makeKey(), data: await readPhoto(file) });
        }
        ev.target.value = "";
        await this.keep();
    }

    async removePhoto(key) {
        this.state.photos = this.state.photos.filter((photo) => photo.key !== key);
        await this.keep();
    }

    keep() {
        this.isDirty = false;
        return this.drafts.queue.keep(this.visit.id, this._content());
    }

    /** `form` is what was typed, `values` what the server takes. */
    _content() {
        const form = { ...this.state.values };
        const values = {};
        for (const name of TEXTS) {
            if (form[name] !== (this.visit[name] || "")) {
                values[name] = form[name] || false;
            }
        }
        if (form.promise_date !== (this.visit.promise_date || "")) {
            values.promise_date = form.promise_date || false;
        }
        if (form.signature) {
            values.signature = form.signature;
        }
        if (form.date_follow_up) {
            const moment = DateTime.fromISO(form.date_follow_up).toUTC();
            values.date_follow_up = moment.toFormat("yyyy-MM-dd HH:mm:ss");
        }
        return { form, values, photos: [...this.state.photos] };
    }

    async send() {
        this._settle();
        this.state.busy = true;
        try {
            const content = { ...this._content(), done: true };
            const answer = await this.drafts.queue.add("report", this.visit.id, content);
            if (answer && !answer.ok) {
                this.state.error = answer.error;
                return;
            }
            this.notification.add(
                answer ? _t("Reported.") : _t("No signal: kept on the phone, and sent later."),
                { type: answer ? "success" : "warning" }
            );
            this.props.close();
            await this.props.onDone();
        } finally {
            this.state.busy = false;
        }
    }

    async later() {
        this._settle();
        await this.keep();
        this.props.close();
    }

    _settle() {
        this.keepSoon.cancel();
        this.isDirty = false;
    }

    async discard() {
        this._settle();
        const kept = this.drafts.queue.unfinished(this.visit.id);
        if (kept) {
            await this.drafts.queue.discard(kept.uuid);
        }
        this.props.close();
    }
}
