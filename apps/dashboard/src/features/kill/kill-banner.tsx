"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { Callout } from "../../ui/callout.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { targetOf, targetWords } from "./kill-words.ts";
import { ReleaseButton } from "./release-button.tsx";
import { useKillSwitches } from "./use-kill-switches.ts";

const shownMax = 3;

/** On every page while something is stopped: what, by whom, since when and why. */
export function KillBanner() {
  const { slug, name } = useOrganization();
  const pathname = usePathname();
  const { data } = useKillSwitches();
  const page = `/o/${slug}/kill-switches`;
  // The page about them says it all itself.
  if (!data || pathname === page) return null;
  const { switches, installation } = data;
  return (
    <div className="mb-5 grid gap-2 empty:hidden">
      {installation ? <InstallationStopped {...installation} /> : null}
      {switches.slice(0, shownMax).map((standing) => (
        <Callout
          key={standing.id}
          tone="error"
          title={`Stopped: ${targetWords(targetOf(standing, name))}`}
          actions={<ReleaseButton standing={standing} size="sm" />}
        >
          {standing.setBy}, <RelativeTime at={standing.setAt} />: “{standing.reason}”{" "}
          <Link href={page} className="whitespace-nowrap text-accent-ink underline underline-offset-2">
            Kill switches
          </Link>
        </Callout>
      ))}
      {switches.length > shownMax ? (
        <p className="text-sm">
          <Link href={page} className="text-accent-ink underline underline-offset-2">
            {switches.length - shownMax} more {switches.length - shownMax === 1 ? "thing is" : "things are"} stopped
          </Link>
        </p>
      ) : null}
    </div>
  );
}

export function InstallationStopped({ reason, setAt }: { reason: string | null; setAt: Date }) {
  return (
    <Callout tone="error" title="The operator has stopped this installation: every call is refused.">
      Since <RelativeTime at={setAt} />
      {reason ? `: “${reason}”` : "."} Only whoever runs the installation can release it.
    </Callout>
  );
}
