import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { GradeBadge } from "../grade_badge/grade_badge";
import { CriterionBar } from "./criterion_bar";
import { GradeEmpty } from "./grade_empty";
import { formatDay, formatScore } from "./grade_formats";
import { GradeTimeline } from "./grade_timeline";

/**
 * "Why is this customer a B?": draws the json made by `grade_explanation` of a
 * contact or `explanation` of a review line. Read only: a grade changes in a
 * review, never here.
 */
export class GradeExplanation extends Component {
    static template = "customer_policy.GradeExplanation";
    static components = { CriterionBar, GradeBadge, GradeEmpty, GradeTimeline };
    static props = { explanation: { type: [Object, Boolean], optional: true } };

    get explanation() {
        return this.props.explanation || {};
    }

    get criteria() {
        return this.explanation.criteria || [];
    }

    get history() {
        return this.explanation.history || [];
    }

    get maxWeight() {
        return Math.max(...this.criteria.map((criterion) => criterion.weight));
    }

    get hasScore() {
        return typeof this.explanation.score === "number";
    }

    get scoreText() {
        return formatScore(this.explanation.score);
    }

    get toNextText() {
        const { grade, points } = this.explanation.to_next;
        return _t("%(points)s points to %(grade)s", { points: formatScore(points), grade });
    }

    get sourceText() {
        const { clause, date, scheme } = this.explanation;
        return [scheme, date && _t("as of %(date)s", { date: formatDay(date) }), clause]
            .filter(Boolean)
            .join(" · ");
    }

    get lockedText() {
        return _t("Held until %(date)s: reviews do not change it before.", {
            date: formatDay(this.explanation.locked_until),
        });
    }

    get legendText() {
        const isCompared = this.criteria.some(
            (criterion) => typeof criterion.previous_points === "number"
        );
        return isCompared
            ? _t(
                  "A bar is as long as its criterion's weight and filled as far as points were earned; the mark shows the review before."
              )
            : _t(
                  "A bar is as long as its criterion's weight and filled as far as points were earned."
              );
    }
}
