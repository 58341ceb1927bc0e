import { Component, onWillStart } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

export class GradeEmpty extends Component {
    static template = "customer_policy.GradeEmpty";
    static props = {};

    setup() {
        this.action = useService("action");
        onWillStart(async () => {
            this.canReview = await user.hasGroup("customer_policy.group_grading_manager");
        });
    }

    openReviews() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Grade Reviews"),
            res_model: "customer.grade.review",
            views: [
                [false, "list"],
                [false, "form"],
            ],
        });
    }
}
