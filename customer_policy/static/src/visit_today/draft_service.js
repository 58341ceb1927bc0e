import { browser } from "@web/core/browser/browser";
import { ConnectionLostError, ConnectionAbortedError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { DraftQueue } from "./draft_queue";
import { DraftStore } from "./draft_store";

const SESSION_OVER = "odoo.http.SessionExpiredException";

function isAway(error) {
    return (
        error instanceof ConnectionLostError ||
        error instanceof ConnectionAbortedError ||
        error.exceptionName === SESSION_OVER
    );
}

/** The drafts of the person who is logged in; they go out when there is signal. */
export const visitDraftService = {
    dependencies: ["orm"],
    start(env, { orm }) {
        const queue = new DraftQueue({
            store: new DraftStore(),
            uid: user.userId,
            isAway,
            send: async (draft) => {
                const [answer] = await orm.silent.call("customer.visit.draft", "receive", [
                    [draft],
                ]);
                return answer;
            },
        });
        let loaded = null;
        const ready = () => (loaded ??= queue.load());
        browser.addEventListener("online", async () => {
            await ready();
            if (queue.waiting.length) {
                await queue.flush();
            }
        });
        return { queue, ready };
    },
};

registry.category("services").add("customer_policy.visit_drafts", visitDraftService);
