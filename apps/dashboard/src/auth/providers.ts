import { env } from "../env.ts";
import type { ProviderChoice } from "../features/account/provider-buttons.tsx";

/** The other ways to sign in that this installation has keys for. */
export function offeredProviders(): ProviderChoice[] {
  const { github, google } = env();
  return [...(github ? [{ id: "github", label: "GitHub" } as const] : []), ...(google ? [{ id: "google", label: "Google" } as const] : [])];
}
