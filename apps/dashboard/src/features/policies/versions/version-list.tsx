"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { History } from "lucide-react";
import { useTRPC } from "../../../trpc/client.tsx";
import { describeError } from "../../../trpc/describe-error.ts";
import { QueryState } from "../../../trpc/query-state.tsx";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/button.tsx";
import { CodeBlock } from "../../../ui/code-block.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { toast } from "../../../ui/toast.tsx";
import { grantsPhrase, type PolicyDetail, type PolicyVersion } from "../policy.ts";
import { DiffView } from "./diff-view.tsx";

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
  live: PolicyVersion | undefined;
  policy: PolicyDetail;
  grantCount: number | undefined;
  editable: boolean;
  onRolledBack: (policy: PolicyDetail) => void;
}

function VersionRow({ version, live, policy, grantCount, editable, onRolledBack }: VersionRowProps) {
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
        {live && !isLive ? (
          <Dialog
            trigger={<Button size="sm">Compare with live</Button>}
            title={`Version ${version.version} and version ${live.version}`}
            description={`What version ${live.version}, which is live, changed since version ${version.version}.`}
            className="max-w-3xl"
          >
            <DiffView before={version.document} after={live.document} label="Changes" />
          </Dialog>
        ) : null}
        {live && !isLive && editable ? (
          <RollBack version={version} live={live} policy={policy} grantCount={grantCount} onRolledBack={onRolledBack} />
        ) : null}
      </div>
    </li>
  );
}

function RollBack({
  version,
  live,
  policy,
  grantCount,
  onRolledBack,
}: Omit<VersionRowProps, "live" | "editable"> & { live: PolicyVersion }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const publish = useMutation(trpc.policy.publish.mutationOptions());
  const rollBack = async () => {
    try {
      const made = await publish.mutateAsync({
        id: policy.id,
        document: version.document,
        draftRevision: policy.draftRevision,
        note: `Roll back to version ${version.version}`,
      });
      await queryClient.invalidateQueries(trpc.policy.pathFilter());
      onRolledBack(await queryClient.fetchQuery({ ...trpc.policy.get.queryOptions({ id: policy.id }), staleTime: 0 }));
      toast(`Version ${made.version} is live`, { description: `It has the text of version ${version.version}.` });
    } catch (error) {
      throw new Error(describeError(error).message);
    }
  };
  return (
    <ConfirmDialog
      trigger={<Button size="sm">Roll back</Button>}
      title={`Roll back to version ${version.version}?`}
      tone="primary"
      confirmLabel="Roll back"
      description={`Its text is published again as version ${live.version + 1}, used by ${grantsPhrase(grantCount)}, and takes effect within a second. A draft in the editor is dropped. Version ${live.version} stays in the history.`}
      onConfirm={rollBack}
    />
  );
}
