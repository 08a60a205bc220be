import superjson, { type SuperJSONResult } from "superjson";
import type { Decision } from "../decision.ts";

export type Listener = {
  onRows: (rows: Decision[]) => void;
  /** Begin again with the first page. */
  onReload: () => void;
  onOpen: () => void;
  /** The stream is of no use any more: poll. */
  onGone: () => void;
};

/** Follows the log of an organization. A lost connection is taken up again by the browser; `onGone` is for good. Returns how to stop. */
export function openStream(organization: string, query: string, after: string | undefined, listener: Listener): () => void {
  const search = new URLSearchParams(query);
  if (after) search.set("after", after);
  const source = new EventSource(`/api/activity/${organization}?${search}`);
  let lost = 0;
  const end = () => {
    source.close();
    listener.onGone();
  };
  source.addEventListener("open", () => {
    lost = 0;
    listener.onOpen();
  });
  source.addEventListener("rows", (event) => listener.onRows(superjson.deserialize(JSON.parse(event.data) as SuperJSONResult)));
  source.addEventListener("reload", () => listener.onReload());
  source.addEventListener("end", end);
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED || ++lost > 2) end();
  });
  return () => source.close();
}
