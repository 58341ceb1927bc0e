import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { GradeBadge } from "../grade_badge/grade_badge";
import { formatDay, formatLastDay, formatScore } from "./grade_formats";

export class GradeTimeline extends Component {
    static template = "customer_policy.GradeTimeline";
    static components = { GradeBadge };
    static props = {
        history: { type: Array, element: Object },
        visibleCount: { type: Number, optional: true },
    };
    static defaultProps = { visibleCount: 6 };

    setup() {
        this.state = useState({ isExpanded: false });
    }

    get entries() {
        const { history, visibleCount } = this.props;
        return this.state.isExpanded ? history : history.slice(0, visibleCount);
    }

    get hiddenCount() {
        return this.props.history.length - this.entries.length;
    }

    get expandLabel() {
        return _t("Show %(count)s earlier grades", { count: this.hiddenCount });
    }

    periodText({ date_from, date_to }) {
        const from = formatDay(date_from);
        if (!date_to) {
            return _t("since %(date)s", { date: from });
        }
        const to = formatLastDay(date_from, date_to);
        return from === to ? from : _t("%(from)s – %(to)s", { from, to });
    }

    scoreText({ score }) {
        return _t("score %(score)s of 100", { score: formatScore(score) });
    }

    hasScore({ score }) {
        return typeof score === "number";
    }
}
