export type NewsListener = {
  /** Requests that something has happened to; null: look at all. */
  onNews: (ids: readonly string[] | null) => void;
  /** The stream cannot be had: ask now and then instead. */
  onGone: () => void;
};

/** Follows what happens to an organization's approvals. A lost connection is taken up again by the browser. Returns how to stop. */
export function openNews(organization: string, { onNews, onGone }: NewsListener): () => void {
  const source = new EventSource(`/api/approvals/${organization}`);
  let lost = 0;
  const end = () => {
    source.close();
    onGone();
  };
  // What happened before this connection is not told on it.
  source.addEventListener("open", () => {
    lost = 0;
    onNews(null);
  });
  source.addEventListener("changed", (event) => onNews(JSON.parse(event.data) as string[] | null));
  source.addEventListener("end", end);
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED || ++lost > 2) end();
  });
  return () => source.close();
}
