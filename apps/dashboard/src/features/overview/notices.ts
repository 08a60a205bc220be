import type { Overview } from "@portcullis/control-plane";

export type Notice = { key: string; tone: "warn" | "info"; title: string; detail: string; path: string };

const several = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** What somebody should look at, the pressing first. `path` is below the organization's own. @param held calls that wait for the reader's own decision */
export function noticesOf({ observing, unruled, expiring, shadows, drafts }: Overview, now: Date, held = 0): Notice[] {
  return [
    ...(held > 0
      ? [
          {
            key: "held",
            tone: "warn" as const,
            title: several(held, "call waits for your decision", "calls wait for your decision"),
            detail: "What nobody decides in time does not run.",
            path: "/approvals",
          },
        ]
      : []),
    ...observing
      .filter(({ grants }) => grants > 0)
      .map(({ id, name, since, grants }) => ({
        key: `observing ${id}`,
        tone: "warn" as const,
        title: `${name} only observes`,
        detail: `Nothing is blocked for ${several(grants, "grant", "grants")}. It began ${inDays(since, now)}.`,
        path: `/policies/${id}`,
      })),
    ...unruled.slice(0, shownMax).map(({ grantId, label, serverSlug }) => ({
      key: `unruled ${grantId} ${serverSlug}`,
      tone: "warn" as const,
      title: `${label} has no published policy on ${serverSlug}`,
      detail: "Every call is denied.",
      path: `/grants/${grantId}`,
    })),
    ...expiring.map(({ id, label, expiresAt }) => ({
      key: `expiring ${id}`,
      tone: "warn" as const,
      title: `${label} ends ${inDays(expiresAt, now)}`,
      detail: "Its calls are refused from then on.",
      path: `/grants/${id}`,
    })),
    ...(shadows > 0
      ? [
          {
            key: "shadows",
            tone: "info" as const,
            title: several(shadows, "shadow policy is being tried", "shadow policies are being tried"),
            detail: "See where they disagree, and promote what is right.",
            path: "/activity/shadow",
          },
        ]
      : []),
    ...drafts.slice(0, shownMax).map(({ id, name, published }) => ({
      key: `draft ${id}`,
      tone: "info" as const,
      title: published ? `${name} has changes that are not published` : `${name} has never been published`,
      detail: published ? "The live version decides until then." : "It decides nothing yet.",
      path: `/policies/${id}`,
    })),
  ];
}

const shownMax = 5;
const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** "in 3 days", "yesterday", "today". */
function inDays(at: Date, now: Date): string {
  const days = Math.round((at.getTime() - now.getTime()) / 86_400_000);
  return Math.abs(days) < 1 ? "today" : words.format(days, "day");
}
