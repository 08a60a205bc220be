import { listen } from "@portcullis/db/runtime";

/** Told of every request that was made, decided, used or ended; null: something may have been missed, so look at all. */
export type OnApproval = (requestId: string | null) => void;

export type ApprovalWatch = {
  /** @returns how to stop it, any number of times */
  watch: (organizationId: string, onChange: OnApproval) => () => void;
  close: () => Promise<void>;
};

/**
 * What happens to approvals, as the database says it (NOTIFY portcullis_approval). One connection for the process, from the first watcher on;
 * it is made again when it breaks.
 */
export function approvalWatch(url: string): ApprovalWatch {
  const watchers = new Map<string, Set<OnApproval>>();
  let end: (() => Promise<void>) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let started = false;
  let closed = false;

  const told = (payload: string) => {
    const [organizationId = "", requestId = null] = payload.split(" ");
    for (const onChange of watchers.get(organizationId) ?? []) onChange(requestId);
  };
  const begin = async () => {
    try {
      const stop = await listen(url, channel, told, again);
      if (closed) return await stop();
      end = stop;
      for (const those of watchers.values()) for (const onChange of those) onChange(null);
    } catch {
      again();
    }
  };
  const again = () => {
    end = undefined;
    if (closed) return;
    clearTimeout(timer);
    timer = setTimeout(() => void begin(), againMs);
    timer.unref();
  };

  return {
    watch(organizationId, onChange) {
      // Two watchers may bring the same function.
      const own: OnApproval = (requestId) => onChange(requestId);
      const those = watchers.get(organizationId) ?? new Set();
      watchers.set(organizationId, those.add(own));
      if (!started) {
        started = true;
        void begin();
      }
      return () => {
        those.delete(own);
        if (those.size === 0 && watchers.get(organizationId) === those) watchers.delete(organizationId);
      };
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await end?.().catch(() => {});
    },
  };
}

const channel = "portcullis_approval";
const againMs = 500;
