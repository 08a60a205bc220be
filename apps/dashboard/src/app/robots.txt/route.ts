import { env } from "../../env.ts";

export const dynamic = "force-dynamic";

/** The public pages are for everybody; what belongs to an organization, or is a step of a form, is for nobody's index. */
export function GET() {
  const text = [
    "User-agent: *",
    "Allow: /",
    ...closed.map((path) => `Disallow: ${path}`),
    "",
    `Sitemap: ${env().dashboardUrl}/sitemap.xml`,
  ];
  return new Response(`${text.join("\n")}\n`, {
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "public, max-age=3600" },
  });
}

const closed = ["/o$", "/o/", "/api/", "/use", "/markdown/", "/invitations/", "/reset-password/", "/sign-in", "/sign-up"];
