import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { GradeBadge } from "../grade_badge/grade_badge";
import { GradeExplanation } from "../grade_explanation/grade_explanation";

const EMPTY = { cards: [], events: [], cursor: false };

/** "Why is this customer a B?", without leaving the page. */
export class GradeExplanationDialog extends Component {
    static template = "customer_policy.GradeExplanationDialog";
    static components = { Dialog, GradeExplanation };
    static props = {
        explanation: { type: [Object, Boolean] },
        close: Function,
    };

    get title() {
        return _t("Why this grade?");
    }
}

/**
 * Everything about one customer: cards of what there is now, and what happened, newest
 * first. Asked for when it is looked at, by one call: the contact itself opens with as
 * many queries as without it.
 */
export class CustomerOverview extends Component {
    static template = "customer_policy.CustomerOverview";
    static components = { GradeBadge };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.keepLast = new KeepLast();
        this.state = useState({ ...EMPTY, resId: false, isLoadingMore: false });
        useRecordObserver(({ resId, resModel }) => this.load(resId, resModel));
    }

    get record() {
        return this.props.record;
    }

    async load(resId = this.record.resId, resModel = this.record.resModel) {
        const overview = await this.keepLast.add(
            resId
                ? this.orm.call(resModel, "get_customer_overview", [[resId]])
                : Promise.resolve(EMPTY)
        );
        Object.assign(this.state, overview, { resId });
    }

    async loadMore() {
        if (this.state.isLoadingMore) {
            return;
        }
        const { resId, cursor } = this.state;
        this.state.isLoadingMore = true;
        try {
            const page = await this.orm.call(this.record.resModel, "get_customer_events", [
                [resId],
                cursor,
            ]);
            // Meanwhile another customer may have come, or the first page anew.
            if (this.state.resId === resId && this.state.cursor === cursor) {
                this.state.events.push(...page.events);
                this.state.cursor = page.cursor;
            }
        } finally {
            this.state.isLoadingMore = false;
        }
    }

    // ---------------------------------------------------------------------- what is done

    open({ model, id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    /** An act is about what the page shows: what was typed is saved before. */
    async act({ method }) {
        if (method === "explain") {
            return this.explain();
        }
        if (!(await this.record.save())) {
            return;
        }
        await this.action.doActionButton({
            type: "object",
            name: method,
            resModel: this.record.resModel,
            resId: this.record.resId,
            context: this.record.context,
            onClose: () => this.reload(),
        });
    }

    /** The form shows the grade as well; the page is asked for even if that stayed. */
    async reload() {
        await this.record.load();
        await this.load();
    }

    async explain() {
        const [contact] = await this.orm.read(
            this.record.resModel,
            [this.record.resId],
            ["grade_explanation"]
        );
        this.dialog.add(GradeExplanationDialog, { explanation: contact.grade_explanation });
    }
}

registry.category("view_widgets").add("customer_overview", {
    component: CustomerOverview,
});
