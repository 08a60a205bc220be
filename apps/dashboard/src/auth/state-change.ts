export interface Refusal {
  status: 403 | 411 | 413;
  message: string;
}

/** From whoever is signed in: a policy of 256 KiB, escaped into JSON, with room to spare. */
export const bodyBytesMax = 2 * 1024 * 1024;
/** From anybody. */
export const publicBodyBytesMax = 16 * 1024;

/** Some frameworks take another method from a header; whoever sends one means to get past a check. */
export const overridesMethod = (headers: Headers): boolean => methodOverrides.some((name) => headers.has(name));
const methodOverrides = ["x-http-method-override", "x-http-method", "x-method-override"];

/**
 * Why a state-changing request may not pass, or null. It must carry exactly the dashboard's own Origin; where the browser
 * says Sec-Fetch-Site, that must be same-origin (security.md section 12); no header makes another method of it; and it says how
 * long it is before it is read.
 */
export function refusalOf(headers: Headers, dashboardUrl: string): Refusal | null {
  const own = new URL(dashboardUrl).origin;
  if (overridesMethod(headers)) return { status: 403, message: "A request is what its own method says." };
  const site = headers.get("sec-fetch-site");
  if (headers.get("origin") !== own || (site !== null && site !== "same-origin")) {
    return { status: 403, message: `This page was not opened at the dashboard's own address. Open ${own} and try again.` };
  }
  const length = headers.get("content-length");
  if (length === null || !/^\d+$/.test(length)) return { status: 411, message: "The request does not say how long it is." };
  return Number(length) > bodyBytesMax ? { status: 413, message: "This is too large to save. Make it smaller and try again." } : null;
}
