import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { DraftQueue, makeKey } from "@customer_policy/visit_today/draft_queue";
import { DraftStore } from "@customer_policy/visit_today/draft_store";
import { askPosition } from "@customer_policy/visit_today/position";

describe.current.tags("headless");

class Away extends Error {}

let clock, kept, server, signal;

beforeEach(() => {
    clock = 1_000_000;
    kept = new Map();
    server = [];
    signal = true;
});

function makeQueue(uid = 7, answer = () => ({ ok: true, result: {} })) {
    return new DraftQueue({
        uid,
        now: () => clock,
        isAway: (error) => error instanceof Away,
        store: {
            all: async () => [...kept.values()],
            put: async (draft) => Boolean(kept.set(draft.uuid, draft)),
            remove: async (uuid) => kept.delete(uuid),
        },
        send: async (draft) => {
            if (!signal) {
                throw new Away();
            }
            server.push(draft);
            return answer(draft);
        },
    });
}

test("with signal a draft goes out at once and leaves the phone", async () => {
    const queue = makeQueue();
    const answer = await queue.add("report", 3, { values: { report: "x" } });
    expect(answer.ok).toBe(true);
    expect(server.map((draft) => draft.visit_id)).toEqual([3]);
    expect(kept.size).toBe(0);
});

test("without signal drafts wait, and go out in their order", async () => {
    const queue = makeQueue();
    signal = false;
    expect(await queue.add("check_in", 3, { latitude: 1 })).toBe(null);
    clock += 60_000;
    expect(await queue.add("report", 3, { values: {} })).toBe(null);
    expect(queue.isWaiting(3, "check_in")).toBe(true);
    expect(kept.size).toBe(2);

    const later = makeQueue();
    await later.load();
    signal = true;
    clock += 3_600_000;
    await later.flush();
    expect(server.map((draft) => draft.kind)).toEqual(["check_in", "report"]);
    expect(server.map((draft) => draft.age)).toEqual([3660, 3600]);
    expect(kept.size).toBe(0);
});

test("a draft whose answer was lost is sent again with the same key", async () => {
    let lost = true;
    const queue = makeQueue(7, () => {
        if (lost) {
            lost = false;
            throw new Away();
        }
        return { ok: true };
    });
    await queue.add("report", 3, {});
    await queue.flush();
    expect(server.length).toBe(2);
    expect(server[0].uuid).toBe(server[1].uuid);
    expect(kept.size).toBe(0);
});

test("what is refused stays to be mended, and holds nothing up", async () => {
    const queue = makeQueue(7, ({ visit_id }) =>
        visit_id === 3 ? { ok: false, error: "Findings are missing" } : { ok: true }
    );
    const answer = await queue.add("report", 3, { form: { report: "" } });
    expect(answer.error).toBe("Findings are missing");
    await queue.add("report", 4, {});
    const draft = queue.unfinished(3);
    expect(draft.state).toBe("refused");
    expect(draft.content.form.report).toBe("");
    const { uuid } = await queue.keep(3, { form: { report: "mended" } });
    expect(uuid).toBe(draft.uuid);
    expect(queue.unfinished(3).state).toBe("open");
    expect(kept.size).toBe(1);
});

test("an error of the server is no lost signal", async () => {
    const queue = makeQueue(7, () => {
        throw new Error("broken");
    });
    expect((await queue.add("report", 3, {})).ok).toBe(false);
    expect(queue.waiting.length).toBe(0);
    expect(queue.refused.length).toBe(1);
});

test("an unfinished report is not sent, and there is one for each visit", async () => {
    const queue = makeQueue();
    await queue.keep(3, { form: { report: "a" } });
    await queue.keep(3, { form: { report: "ab" } });
    await queue.keep(4, { form: {} });
    await queue.flush();
    expect(server).toEqual([]);
    expect(kept.size).toBe(2);
    expect(queue.unfinished(3).content.form.report).toBe("ab");
});

test("drafts of somebody else on the same phone are left alone", async () => {
    signal = false;
    await makeQueue(7).add("report", 3, {});
    const other = makeQueue(8);
    await other.load();
    signal = true;
    await other.flush();
    expect(server).toEqual([]);
    expect(kept.size).toBe(1);
});

test("two who send at once do not send twice", async () => {
    const queue = makeQueue();
    signal = false;
    await queue.add("report", 3, {});
    signal = true;
    await Promise.all([queue.flush(), queue.flush()]);
    expect(server.length).toBe(1);
});

test("keys are long and differ", () => {
    const keys = new Set(Array.from({ length: 100 }, makeKey));
    expect(keys.size).toBe(100);
    expect([...keys].every((key) => /^[0-9a-f]{32}$/.test(key))).toBe(true);
});

test("the phone's database keeps drafts beyond the page", async () => {
    const name = `customer_policy_test_${makeKey()}`;
    const store = new DraftStore(name);
    expect(await store.put({ uuid: "a", content: { photos: [{ data: "x" }] } })).toBe(true);
    await store.put({ uuid: "b" });
    const again = new DraftStore(name);
    expect((await again.all()).map((draft) => draft.uuid)).toEqual(["a", "b"]);
    await again.remove("a");
    expect((await store.all()).map((draft) => draft.uuid)).toEqual(["b"]);
    indexedDB.deleteDatabase(name);
});

test("a place is asked for exactly, then about, and a refusal is told", async () => {
    const asked = [];
    const phone = (...codes) => ({
        getCurrentPosition(done, failed, options) {
            asked.push(options.enableHighAccuracy);
            const code = codes.shift();
            return code
                ? failed({ code })
                : done({ coords: { latitude: 1, longitude: 2, accuracy: 3 } });
        },
    });
    const place = { latitude: 1, longitude: 2, accuracy: 3 };
    expect(await askPosition(phone(0))).toEqual(place);
    expect(await askPosition(phone(3, 0))).toEqual(place);
    expect(asked).toEqual([true, true, false]);
    expect(await askPosition(phone(1))).toEqual({ problem: "refused" });
    expect(await askPosition(phone(2))).toEqual({ problem: "unavailable" });
    expect(await askPosition(null)).toEqual({ problem: "unavailable" });
});
