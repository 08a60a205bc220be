import { cookies } from "next/headers";
import { currentSession } from "../auth/session.ts";
import { Landing } from "../features/landing/landing.tsx";
import { parseTheme, themeCookie } from "../ui/theme.ts";

export default async function LandingPage() {
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  return <Landing signedIn={Boolean(await currentSession())} theme={theme} />;
}
