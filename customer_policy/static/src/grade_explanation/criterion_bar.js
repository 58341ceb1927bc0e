import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { clamp } from "@web/core/utils/numbers";
import { formatPoints, formatScore, formatWeight } from "./grade_formats";

export class CriterionBar extends Component {
    static template = "customer_policy.CriterionBar";
    static props = {
        criterion: Object,
        // Heaviest weight of the list: its bar takes the full width, so that
        // equal lengths mean equal shares of the score in every row.
        maxWeight: Number,
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ isOpening: false });
    }

    get isCounted() {
        const { points, weight } = this.props.criterion;
        return typeof points === "number" && weight > 0;
    }

    get hasPrevious() {
        return typeof this.props.criterion.previous_points === "number";
    }

    get trackStyle() {
        return `width: ${(this.props.criterion.weight / this.props.maxWeight) * 100}%`;
    }

    get fillStyle() {
        return `width: ${clamp(this.props.criterion.points, 0, 100)}%`;
    }

    // Logical, because inline styles are not mirrored for languages written
    // from right to left.
    get tickStyle() {
        return `inset-inline-start: ${clamp(this.props.criterion.previous_points, 0, 100)}%`;
    }

    get pointsText() {
        return _t("%(points)s of 100 points", {
            points: formatPoints(this.props.criterion.points),
        });
    }

    get weightText() {
        return _t("weight %(weight)s", { weight: formatWeight(this.props.criterion.weight) });
    }

    get contributionText() {
        return _t("adds %(contribution)s to the score", {
            contribution: formatScore(this.props.criterion.contribution),
        });
    }

    get barText() {
        return [this.pointsText, this.weightText, this.contributionText].join(", ");
    }

    get openLabel() {
        const { name, value } = this.props.criterion;
        return _t("%(value)s: open the documents counted for %(criterion)s", {
            value,
            criterion: name,
        });
    }

    get change() {
        const { points, previous, previous_points: before } = this.props.criterion;
        const points_ = formatPoints(Math.abs(points - before));
        let change;
        if (points_ === formatPoints(0)) {
            change = { symbol: "=", className: "", text: _t("as many points as before") };
        } else if (points > before) {
            change = {
                symbol: "▲",
                className: "text-success",
                text: _t("%(points)s points more than before", { points: points_ }),
            };
        } else {
            change = {
                symbol: "▼",
                className: "text-danger",
                text: _t("%(points)s points fewer than before", { points: points_ }),
            };
        }
        if (previous) {
            change.before = _t("value then: %(value)s", { value: previous });
        }
        return change;
    }

    async openDocuments() {
        const { criterion_id, line_id } = this.props.criterion;
        this.state.isOpening = true;
        try {
            const action = await this.orm.call(
                "customer.grade.review.line",
                "action_open_documents",
                [[line_id], criterion_id]
            );
            await this.action.doAction(action);
        } finally {
            this.state.isOpening = false;
        }
    }
}
