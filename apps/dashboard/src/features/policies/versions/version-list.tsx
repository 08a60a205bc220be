"use client";

import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useTRPC } from "../../../trpc/client.tsx";
import { QueryState } from "../../../trpc/query-state.tsx";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/button.tsx";
import { CodeBlock } from "../../../ui/code-block.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import type { PolicyDetail, PolicyVersion } from "../policy.ts";
import { CompareVersions } from "./compare-versions.tsx";
import { RollBack } from "./roll-back.tsx";

export interface VersionListProps {
  policy: PolicyDetail;
  grantCount: number | undefined;
  editable: boolean;
  /** Called with the policy as it is after a roll back. */
  onRolledBack: (policy: PolicyDetail) => void;
}

/** Every published version, newest first: read it, hold it against the live one, publish it again. */
export function VersionList({ policy, grantCount, editable, onRolledBack }: VersionListProps) {
  const trpc = useTRPC();
  const versions = useQuery(trpc.policy.versions.queryOptions({ id: policy.id }));
  return (
    <QueryState query={versions}>
      {(list) =>
        list.length === 0 ? (
          <EmptyState icon={<History />} title="Nothing published yet">
            Each publish freezes the document as a version. Versions stay here for good, and any of them can be published again.
          </EmptyState>
        ) : (
          <ul className="divide-y rounded-lg border bg-surface shadow-card">
            {list.map((version) => (
              <VersionRow
                key={version.version}
                version={version}
                versions={list}
                live={list.find((candidate) => candidate.version === policy.liveVersion)}
                policy={policy}
                grantCount={grantCount}
                editable={editable}
                onRolledBack={onRolledBack}
              />
            ))}
          </ul>
        )
      }
    </QueryState>
  );
}

interface VersionRowProps {
  version: PolicyVersion;
  versions: readonly PolicyVersion[];
  live: PolicyVersion | undefined;
  policy: PolicyDetail;
  grantCount: number | undefined;
  editable: boolean;
  onRolledBack: (policy: PolicyDetail) => void;
}

function VersionRow({ version, versions, live, policy, grantCount, editable, onRolledBack }: VersionRowProps) {
  const isLive = version.version === live?.version;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0">
        <p className="flex items-center gap-2 font-medium">
          Version {version.version} {isLive ? <Badge tone="ok">Live</Badge> : null}
        </p>
        <p className="text-ink-muted text-xs">
          {version.publishedBy ?? "A former member"} · <RelativeTime at={version.publishedAt} />
        </p>
        {version.note ? <p className="mt-1 break-words text-sm">{version.note}</p> : null}
      </div>
      <div className="flex flex-wrap gap-2">
        <Dialog trigger={<Button size="sm">View</Button>} title={`Version ${version.version}`} className="max-w-2xl">
          <CodeBlock code={version.document} copyLabel="Copy document" />
        </Dialog>
        {versions.length > 1 ? (
          <Dialog
            trigger={<Button size="sm">Compare</Button>}
            title="Compare versions"
            description="Judged by the tools that the server has today."
            className="max-w-3xl"
          >
            <CompareVersions versions={versions} tools={policy.tools} {...pairOf(version, live, versions)} />
          </Dialog>
        ) : null}
        {live && !isLive && editable ? (
          <RollBack version={version} policy={policy} grantCount={grantCount} onRolledBack={onRolledBack} />
        ) : null}
      </div>
    </li>
  );
}

/** With the live one, or the live one with the one before it. */
function pairOf(version: PolicyVersion, live: PolicyVersion | undefined, versions: readonly PolicyVersion[]): { from: number; to: number } {
  if (live && version.version !== live.version) return { from: version.version, to: live.version };
  const before = versions.find((other) => other.version < version.version);
  return { from: before?.version ?? version.version, to: version.version };
}
