const NAME = "customer_policy_visits";
const TABLE = "drafts";

/**
 * Drafts in the phone's own database; where it has none, in memory.
 */
export class DraftStore {
    constructor(name = NAME) {
        this.name = name;
        this.memory = new Map();
    }

    async all() {
        try {
            const kept = await this._run("readonly", (table) => table.getAll());
            return [...kept, ...this.memory.values()];
        } catch {
            return [...this.memory.values()];
        }
    }

    /** @returns {Promise<boolean>} whether it outlives the page */
    async put(draft) {
        try {
            await this._run("readwrite", (table) => table.put(draft));
            this.memory.delete(draft.uuid);
            return true;
        } catch {
            this.memory.set(draft.uuid, draft);
            return false;
        }
    }

    async remove(uuid) {
        this.memory.delete(uuid);
        try {
            await this._run("readwrite", (table) => table.delete(uuid));
        } catch {
            // It was in memory alone.
        }
    }

    _open() {
        return new Promise((resolve, reject) => {
            const request = indexedDB.open(this.name, 1);
            request.onupgradeneeded = () => {
                request.result.createObjectStore(TABLE, { keyPath: "uuid" });
            };
            request.onsuccess = () => resolve(request.result);
            request.onerror = () => reject(request.error);
            request.onblocked = () => reject(new Error("blocked"));
        });
    }

    async _run(mode, work) {
        const database = await this._open();
        try {
            return await new Promise((resolve, reject) => {
                const transaction = database.transaction(TABLE, mode);
                const request = work(transaction.objectStore(TABLE));
                transaction.oncomplete = () => resolve(request.result);
                transaction.onerror = () => reject(transaction.error);
                transaction.onabort = () => reject(transaction.error);
            });
        } finally {
            database.close();
        }
    }
}
