import { type LimitUse, placeWords } from "./limit-words.ts";

export type LimitFilter = { search: string; server: string; state: "" | "used" | "near" | "full" };
export const noFilter: LimitFilter = { search: "", server: "", state: "" };

/** Four fifths used, as the bars turn colour. */
export const nearShare = 0.8;
const exactShare = ({ used, max }: LimitUse): number => (Number(max) === 0 ? 1 : Number(used) / Number(max));

/** The limits that fit; a search looks at every name that the row shows. */
export function fitting(limits: readonly LimitUse[], { search, server, state }: LimitFilter): LimitUse[] {
  const wanted = search.trim().toLowerCase();
  return limits.filter((limit) => {
    if (server !== "" && limit.serverSlug !== server) return false;
    const share = exactShare(limit);
    if (state === "used" && Number(limit.used) === 0) return false;
    if (state === "near" && share < nearShare) return false;
    if (state === "full" && share < 1) return false;
    return wanted === "" || [limit.counter, limit.policyName, placeWords(limit)].some((text) => text.toLowerCase().includes(wanted));
  });
}
