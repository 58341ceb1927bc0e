import { reactive } from "@odoo/owl";

/**
 * What was written and photographed on the way, until the server has it.
 *
 * A draft is `open` while somebody writes it, `ready` once it is to be sent, `refused`
 * where the server said why it cannot take it. Each carries a key of its own, by which
 * the server knows one that arrived although its answer was lost.
 */
export class DraftQueue {
    /**
     * @param {Object} options
     * @param {{all: Function, put: Function, remove: Function}} options.store
     * @param {(draft: Object) => Promise<Object>} options.send rejects where there is no signal
     * @param {number} options.uid whose drafts: a phone may have several users
     * @param {(error: Error) => boolean} [options.isAway] whether to try again later
     */
    constructor({ store, send, uid, isAway = () => true, now = () => Date.now() }) {
        Object.assign(this, { store, send, uid, isAway, now });
        this.state = reactive({ drafts: [], sending: false, isKept: true });
        this.sending = null;
    }

    async load() {
        const drafts = await this.store.all();
        this.state.drafts = drafts
            .filter((draft) => draft.uid === this.uid)
            .sort((one, other) => one.created - other.created);
    }

    get waiting() {
        return this.state.drafts.filter((draft) => draft.state === "ready");
    }

    get refused() {
        return this.state.drafts.filter((draft) => draft.state === "refused");
    }

    /** The report of a visit that is still being written, or was refused. */
    unfinished(visitId) {
        return this.state.drafts.find(
            (draft) =>
                draft.kind === "report" && draft.visit_id === visitId && draft.state !== "ready"
        );
    }

    isWaiting(visitId, kind) {
        return this.waiting.some((draft) => draft.visit_id === visitId && draft.kind === kind);
    }

    /** Keep an unfinished report on the phone. */
    async keep(visitId, content) {
        const before = this.unfinished(visitId);
        const draft = {
            ...(before || this._make("report", visitId)),
            content,
            state: "open",
            error: "",
        };
        await this._put(draft);
        return draft;
    }

    /**
     * Something is to go to the server, now or when there is signal.
     *
     * @returns {Promise<Object|null>} the answer of the server, null while it waits
     */
    async add(kind, visitId, content) {
        const before = kind === "report" && this.unfinished(visitId);
        const draft = {
            ...(before || this._make(kind, visitId)),
            content,
            created: this.now(),
            state: "ready",
            error: "",
        };
        await this._put(draft);
        const answers = await this.flush();
        return answers[draft.uuid] || null;
    }

    async discard(uuid) {
        await this.store.remove(uuid);
        this.state.drafts = this.state.drafts.filter((draft) => draft.uuid !== uuid);
    }

    /** Send what waits, in the order in which it was made. Two at once become one. */
    async flush() {
        while (this.sending) {
            await this.sending;
        }
        this.sending = this._flush();
        this.state.sending = true;
        try {
            return await this.sending;
        } finally {
            this.sending = null;
            this.state.sending = false;
        }
    }

    async _flush() {
        const answers = {};
        for (const draft of [...this.waiting]) {
            let answer;
            try {
                answer = await this.send(this._payload(draft));
            } catch (error) {
                if (this.isAway(error)) {
                    break;
                }
                answer = { ok: false, error: error.data?.message || error.message };
            }
            answers[draft.uuid] = answer;
            if (answer.ok) {
                await this.discard(draft.uuid);
            } else {
                await this._put({ ...draft, state: "refused", error: answer.error });
            }
        }
        return answers;
    }

    _payload(draft) {
        const age = Math.floor((this.now() - draft.created) / 1000);
        return {
            ...draft.content,
            uuid: draft.uuid,
            kind: draft.kind,
            visit_id: draft.visit_id,
            age: age > 30 ? age : 0,
        };
    }

    _make(kind, visitId) {
        return {
            uuid: makeKey(),
            uid: this.uid,
            kind,
            visit_id: visitId,
            created: this.now(),
        };
    }

    async _put(draft) {
        // A proxy cannot be stored.
        const plain = JSON.parse(JSON.stringify(draft));
        this.state.isKept = await this.store.put(plain);
        const others = this.state.drafts.filter((other) => other.uuid !== plain.uuid);
        this.state.drafts = [...others, plain].sort((one, other) => one.created - other.created);
    }
}

export function makeKey() {
    // `randomUUID` exists on secure pages only.
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
