/**
 * Why a state-changing request may not pass, or null. It must carry exactly the dashboard's own Origin, and where the
 * browser says Sec-Fetch-Site, that must be same-origin (security.md section 12).
 */
export function crossOriginProblem(headers: Headers, dashboardUrl: string): string | null {
  const own = new URL(dashboardUrl).origin;
  const site = headers.get("sec-fetch-site");
  if (headers.get("origin") === own && (site === null || site === "same-origin")) return null;
  return `This page was not opened at the dashboard's own address. Open ${own} and try again.`;
}
