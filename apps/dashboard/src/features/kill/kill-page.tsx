"use client";

import { OctagonX, ShieldCheck } from "lucide-react";
import { useRouter, useSearchParams } from "next/navigation";
import { useState } from "react";
import { QueryState } from "../../trpc/query-state.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { ChooseTarget } from "./choose-target.tsx";
import { KillHistory } from "./history.tsx";
import { InstallationStopped } from "./kill-banner.tsx";
import { consequence, type KillSwitch, targetOf, targetWords } from "./kill-words.ts";
import { ReleaseButton } from "./release-button.tsx";
import { useKillSwitches } from "./use-kill-switches.ts";

/** What is stopped now, and what was. `?stop=` in the address opens the dialog, for the palette. */
export function KillPage() {
  const { slug, may } = useOrganization();
  const query = useSearchParams();
  const router = useRouter();
  const asked = query.get("stop");
  const [choosing, setChoosing] = useState(false);
  const mayStop = may("manageServers") || may("manageGrants");
  const onOpenChange = (open: boolean) => {
    setChoosing(open);
    if (!open && asked !== null) router.replace(`/o/${slug}/kill-switches`, { scroll: false });
  };
  return (
    <>
      <PageHeader
        title="Kill switches"
        description="Stop a grant, a tool, a server or everything, on every gateway within a second, whatever policies say."
        actions={
          mayStop ? (
            <Button variant="danger" onClick={() => setChoosing(true)}>
              <OctagonX aria-hidden />
              Stop something
            </Button>
          ) : null
        }
      />
      <QueryState query={useKillSwitches()}>
        {({ switches, installation }) => (
          <div className="grid gap-3">
            {installation ? <InstallationStopped {...installation} /> : null}
            {switches.length > 0 ? <Standing switches={switches} /> : null}
            {switches.length === 0 && !installation ? (
              <EmptyState icon={<ShieldCheck />} title="Nothing is stopped">
                Policies decide every call. If an agent does harm, stop it here or with the red button at a server, a tool or a grant, and
                look into it afterwards.
              </EmptyState>
            ) : null}
          </div>
        )}
      </QueryState>
      {may("administer") ? <KillHistory /> : null}
      {mayStop ? <ChooseTarget open={choosing || asked !== null} onOpenChange={onOpenChange} asked={asked} /> : null}
    </>
  );
}

function Standing({ switches }: { switches: readonly KillSwitch[] }) {
  const { name } = useOrganization();
  return (
    <ul className="divide-y rounded-lg border border-deny/40 bg-surface shadow-card" aria-label="Stopped now">
      {switches.map((standing) => {
        const target = targetOf(standing, name);
        return (
          <li key={standing.id} className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3 sm:px-5">
            <div className="grid min-w-0 flex-1 basis-64 gap-0.5 text-sm">
              <p className="break-words font-medium text-deny">Stopped: {targetWords(target)}</p>
              <p className="break-words">“{standing.reason}”</p>
              <p className="break-words text-ink-muted text-xs">
                {standing.setBy}, <RelativeTime at={standing.setAt} />. {consequence(target)}
              </p>
            </div>
            <ReleaseButton standing={standing} size="sm" />
          </li>
        );
      })}
    </ul>
  );
}
