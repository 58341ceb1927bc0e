import { expect, test } from "@odoo/hoot";
import { press, queryAll, queryAllTexts, queryOne, queryRect } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    defineParams,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

function makeCriterion(values = {}) {
    return {
        criterion_id: 1,
        line_id: 7,
        name: "Order amount",
        value: "$ 38,300.00",
        previous: "$ 21,500.00",
        points: 80,
        previous_points: 62.5,
        weight: 40,
        contribution: 32,
        can_open: true,
        ...values,
    };
}

function makeEntry(values = {}) {
    return {
        grade: "Core",
        color: 4,
        date_from: "2024-09-30",
        date_to: false,
        score: 71.2,
        reason: "Autumn review",
        ...values,
    };
}

function makeExplanation(values = {}) {
    return {
        grade: { name: "Core", code: "B", color: 4 },
        scheme: "Importance",
        clause: "2.1 Grades",
        date: "2024-09-30",
        score: 71.2,
        words: ["It ordered more.", "It ordered later."],
        to_next: { grade: "Key", points: 8.8 },
        locked_until: false,
        criteria: [makeCriterion()],
        history: [makeEntry()],
        ...values,
    };
}

class Customer extends models.Model {
    name = fields.Char();
    explanation = fields.Json();
    grade_explanation = fields.Json();

    _records = [
        { id: 1, name: "First", explanation: false },
        { id: 2, name: "Second", explanation: false },
    ];
}

// The web client of an add-on that depends on mail asks for its models.
defineMailModels();
defineModels([Customer]);

async function mountExplanation(explanation) {
    Customer._records[0].explanation = explanation;
    await mountView({
        resModel: "customer",
        type: "form",
        resId: 1,
        arch: `<form><field name="explanation" widget="customer_grade_explanation"/></form>`,
    });
}

test("the head tells grade, score, distance to the next grade and the source", async () => {
    await mountExplanation(makeExplanation());
    expect(".o_grade_head .badge").toHaveText("B · Core");
    expect(".o_grade_head .badge").toHaveClass("o_badge_color_4");
    expect(".o_grade_score").toHaveText("71.2\nof 100");
    expect(".o_grade_to_next").toHaveText("8.8 points to Key");
    expect(".o_grade_head").toHaveText(/Importance · as of 09\/30\/2024 · 2.1 Grades/);
    expect(".o_grade_locked").toHaveCount(0);
    expect(queryAllTexts(".o_grade_words li")).toEqual(["It ordered more.", "It ordered later."]);
});

test("the best grade has no next one, and a held grade says until when", async () => {
    await mountExplanation(makeExplanation({ to_next: false, locked_until: "2025-03-31" }));
    expect(".o_grade_to_next").toHaveCount(0);
    expect(".o_grade_locked").toHaveText(/Held until 03\/31\/2025/);
});

test("a score just below a grade is not rounded up to it", async () => {
    await mountExplanation(
        makeExplanation({ score: 79.96, to_next: { grade: "Key", points: 0.04 } })
    );
    expect(".o_grade_score").toHaveText("79.96\nof 100");
    expect(".o_grade_to_next").toHaveText("0.04 points to Key");
});

test("numbers and dates follow the user's language", async () => {
    defineParams({ lang_parameters: { date_format: "%d.%m.%Y", decimal_point: "," } });
    await mountExplanation(makeExplanation());
    expect(".o_grade_score").toHaveText("71,2\nof 100");
    expect(".o_grade_to_next").toHaveText("8,8 points to Key");
    expect(".o_grade_timeline_entry").toHaveText(/since 30\.09\.2024/);
});

test("a criterion shows its figure, points, weight and contribution", async () => {
    await mountExplanation(makeExplanation());
    expect(".o_grade_criterion").toHaveCount(1);
    expect(".o_grade_criterion").toHaveText(/^Order amount\n\$ 38,300\.00/);
    expect(".o_grade_criterion").toHaveText(/80 of 100 points\nweight 40%\nadds 32 to the score/);
    const bar = queryOne("[role=progressbar]");
    expect(bar).toHaveAttribute("aria-label", "Order amount");
    expect(bar).toHaveAttribute("aria-valuenow", "80");
    expect(bar).toHaveAttribute("aria-valuemin", "0");
    expect(bar).toHaveAttribute("aria-valuemax", "100");
    expect(bar).toHaveAttribute(
        "aria-valuetext",
        "80 of 100 points, weight 40%, adds 32 to the score"
    );
});

test("equal lengths of fill mean equal shares of the score", async () => {
    await mountExplanation(
        makeExplanation({
            criteria: [
                makeCriterion({ points: 50, weight: 40, contribution: 20 }),
                makeCriterion({ criterion_id: 2, points: 100, weight: 20, contribution: 20 }),
            ],
        })
    );
    const widths = queryAll(".progress-bar").map((el) => queryRect(el).width);
    expect(Math.abs(widths[0] - widths[1])).toBeLessThan(2);
});

test("a change is told in words beside the mark of the review before", async () => {
    await mountExplanation(
        makeExplanation({
            criteria: [
                makeCriterion(),
                makeCriterion({ criterion_id: 2, points: 48, previous_points: 85 }),
                makeCriterion({ criterion_id: 3, points: 90, previous_points: 90 }),
            ],
        })
    );
    expect(queryAllTexts(".o_grade_criterion_change")).toEqual([
        "▲17.5 points more than before\nvalue then: $ 21,500.00",
        "▼37 points fewer than before\nvalue then: $ 21,500.00",
        "=as many points as before\nvalue then: $ 21,500.00",
    ]);
    expect(queryAll(".o_grade_bar_tick").map((el) => el.style.insetInlineStart)).toEqual([
        "62.5%",
        "85%",
        "90%",
    ]);
});

test("no points before is a change, no review before is none", async () => {
    await mountExplanation(
        makeExplanation({
            criteria: [
                makeCriterion({ points: 20, previous_points: 0, previous: false }),
                makeCriterion({ criterion_id: 2, previous_points: false, previous: false }),
            ],
        })
    );
    expect(queryAllTexts(".o_grade_criterion_change")).toEqual(["▲20 points more than before"]);
    expect(".o_grade_bar_tick").toHaveCount(1);
});

test("a criterion without a figure says that it was left out", async () => {
    await mountExplanation(
        makeExplanation({
            criteria: [
                makeCriterion({ value: "–", points: null, contribution: 0, can_open: false }),
            ],
        })
    );
    expect(".o_grade_criterion [role=progressbar]").toHaveCount(0);
    expect(".o_grade_criterion_skipped").toHaveCount(1);
});

test("a figure opens the documents it counted, by mouse and by keyboard", async () => {
    mockService("action", {
        doAction: async (action) => expect.step(action.res_model),
    });
    onRpc("customer.grade.review.line", "action_open_documents", ({ args }) => {
        expect.step(args);
        return { type: "ir.actions.act_window", res_model: "sale.order" };
    });
    await mountExplanation(
        makeExplanation({
            criteria: [makeCriterion(), makeCriterion({ criterion_id: 2, can_open: false })],
        })
    );
    expect("button.o_grade_criterion_open").toHaveCount(1);
    expect("button.o_grade_criterion_open").toHaveAttribute(
        "aria-label",
        "$ 38,300.00: open the documents counted for Order amount"
    );
    await contains("button.o_grade_criterion_open").click();
    expect.verifySteps([[[7], 1], "sale.order"]);
    expect("button.o_grade_criterion_open").toBeEnabled();
    queryOne("button.o_grade_criterion_open").focus();
    await press("Enter");
    await animationFrame();
    expect.verifySteps([[[7], 1], "sale.order"]);
});

test("the history gives each grade's last day, score and reason", async () => {
    await mountExplanation(
        makeExplanation({
            history: [
                makeEntry(),
                makeEntry({ grade: "Key", date_from: "2024-03-31", date_to: "2024-09-30" }),
                makeEntry({
                    grade: "Ordinary",
                    date_from: "2024-03-31",
                    date_to: "2024-03-31",
                    score: false,
                    reason: "",
                }),
            ],
        })
    );
    expect(queryAllTexts(".o_grade_timeline_entry")).toEqual([
        "Core\nsince 09/30/2024\nscore 71.2 of 100\nAutumn review",
        "Key\n03/31/2024 – 09/29/2024\nscore 71.2 of 100\nAutumn review",
        "Ordinary\n03/31/2024",
    ]);
    expect(".o_grade_timeline_entry[aria-current=true]").toHaveCount(1);
});

test("a long history unfolds on demand", async () => {
    const history = Array.from({ length: 9 }, (_, index) =>
        makeEntry({ date_from: `200${index}-01-01`, date_to: `200${index + 1}-01-01` })
    );
    await mountExplanation(makeExplanation({ history }));
    expect(".o_grade_timeline_entry").toHaveCount(6);
    expect(".o_grade_timeline_more").toHaveText("Show 3 earlier grades");
    await contains(".o_grade_timeline_more").click();
    expect(".o_grade_timeline_entry").toHaveCount(9);
    expect(".o_grade_timeline_more").toHaveCount(0);
});

test("a grade set by hand needs neither score nor criteria", async () => {
    await mountExplanation(
        makeExplanation({ score: false, to_next: false, clause: false, criteria: [] })
    );
    expect(".o_grade_head .badge").toHaveText("B · Core");
    expect(".o_grade_score").toHaveCount(0);
    expect(".o_grade_criteria").toHaveCount(0);
    expect(".o_grade_timeline_entry").toHaveCount(1);
});

test("without a grade a grading manager is led to the reviews", async () => {
    mockService("action", {
        doAction: async (action) => expect.step(action.res_model),
    });
    onRpc("has_group", () => true);
    await mountExplanation(false);
    expect(".o_grade_empty").toHaveText(/No grade yet/);
    await contains(".o_grade_empty button").click();
    expect.verifySteps(["customer.grade.review"]);
});

test("without a grade others read how a customer gets one", async () => {
    onRpc("has_group", () => false);
    await mountExplanation(false);
    expect(".o_grade_empty").toHaveText(/grading manager/);
    expect(".o_grade_empty button").toHaveCount(0);
});

test("a lapsed grade leaves its history in sight", async () => {
    onRpc("has_group", () => false);
    await mountExplanation(
        makeExplanation({
            grade: false,
            score: false,
            to_next: false,
            words: [],
            criteria: [],
            history: [makeEntry({ date_to: "2025-01-01" })],
        })
    );
    expect(".o_grade_empty").toHaveCount(1);
    expect(".o_grade_timeline_entry").toHaveCount(1);
});

test("a contact's explanation is asked for when its page is opened, and anew with each contact", async () => {
    Customer._records[0].grade_explanation = makeExplanation();
    Customer._records[1].grade_explanation = makeExplanation({ score: 35 });
    onRpc("has_group", () => false);
    onRpc("customer", "read", ({ args }) => expect.step(args));
    await mountView({
        resModel: "customer",
        type: "form",
        resId: 1,
        resIds: [1, 2],
        arch: `
            <form>
                <field name="name"/>
                <notebook>
                    <page string="Other" name="other"/>
                    <page string="Grade" name="grade"><widget name="customer_grade_explanation"/></page>
                </notebook>
            </form>`,
    });
    expect.verifySteps([]);
    await contains("a[name=grade]").click();
    expect.verifySteps([[[1], ["grade_explanation"]]]);
    expect(".o_grade_score").toHaveText("71.2\nof 100");

    await contains(".o_field_widget[name=name] input").edit("Renamed");
    expect.verifySteps([]);
    await contains(".o_pager_next").click();
    await animationFrame();
    expect.verifySteps([[[2], ["grade_explanation"]]]);
    expect(".o_grade_score").toHaveText("35\nof 100");

    await contains(".o_form_button_create").click();
    expect.verifySteps([]);
    expect(".o_grade_empty").toHaveCount(1);
    expect(".o_grade_head").toHaveCount(0);
});

test("a contact's explanation is asked for again when the contact is reloaded", async () => {
    let grade_explanation = makeExplanation();
    onRpc("customer", "read", () => [{ id: 1, grade_explanation }]);
    onRpc("customer", "action_set_grade", () => {
        grade_explanation = makeExplanation({ locked_until: "2030-01-01" });
        return false;
    });
    await mountView({
        resModel: "customer",
        type: "form",
        resId: 1,
        arch: `
            <form>
                <button name="action_set_grade" type="object" string="Set by hand"/>
                <widget name="customer_grade_explanation"/>
            </form>`,
    });
    expect(".o_grade_locked").toHaveCount(0);
    await contains("button[name=action_set_grade]").click();
    await animationFrame();
    expect(".o_grade_locked").toHaveCount(1);
});
