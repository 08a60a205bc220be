import { cookies } from "next/headers";
import { currentSession } from "../auth/session.ts";
import { pageMetadata } from "../features/catalogue/public/page-metadata.ts";
import { Landing } from "../features/landing/landing.tsx";
import { parseTheme, themeCookie } from "../ui/theme.ts";

export async function generateMetadata() {
  return {
    ...(await pageMetadata({
      title: "Portcullis: the gate between agents and MCP servers",
      description: "An open-source MCP gateway with a control plane: policies decide every call, limits hold, and everything is on record.",
      path: "/",
    })),
    title: { absolute: "Portcullis: the gate between agents and MCP servers" },
  };
}

export default async function LandingPage() {
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  return <Landing signedIn={Boolean(await currentSession())} theme={theme} />;
}
