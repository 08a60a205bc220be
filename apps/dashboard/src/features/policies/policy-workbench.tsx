"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useDeferredValue, useMemo, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Tab, TabList, TabPanel, Tabs } from "../../ui/tabs.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { DocumentTab } from "./document-tab.tsx";
import { SaveStatus } from "./draft/save-status.tsx";
import { useDraft } from "./draft/use-draft.ts";
import { findingsIn } from "./findings.ts";
import { ObservingBadge } from "./observing-badge.tsx";
import { modeOf, type PolicyDetail } from "./policy.ts";
import { PolicyMenu } from "./policy-menu.tsx";
import { PublishDialog } from "./publish/publish-dialog.tsx";
import { VersionList } from "./versions/version-list.tsx";

/** The page of one policy once it is loaded. The text in the editor is the truth here; everything else follows from it. */
export function PolicyWorkbench({ policy }: { policy: PolicyDetail }) {
  const { slug, may } = useOrganization();
  const editable = may("managePolicies");
  const draft = useDraft(policy);
  const [publishing, setPublishing] = useState(false);
  const judged = useDeferredValue(draft.text);
  const findings = useMemo(() => findingsIn(judged, policy), [judged, policy]);
  const changed = draft.text !== policy.document;
  const grantCount = useGrantCount(policy.id);

  const [saving, setSaving] = useState(false);
  const publish = async () => {
    setSaving(true);
    if (await draft.flush()) setPublishing(true);
    setSaving(false);
  };

  return (
    <>
      <PageHeader
        above={
          <>
            <Link href={`/o/${slug}/policies`} className="hover:underline">
              Policies
            </Link>
            {" / "}
            <Link href={`/o/${slug}/servers/${policy.server.slug}`} className="hover:underline">
              {policy.server.name}
            </Link>
          </>
        }
        title={policy.name}
        description={
          <span className="flex flex-wrap items-center gap-2">
            {policy.liveVersion === null ? (
              <Badge tone="outline">Not published</Badge>
            ) : (
              <Badge tone="ok">Version {policy.liveVersion} live</Badge>
            )}
            {modeOf(policy.document) === "observe" ? <ObservingBadge /> : null}
            {changed && policy.liveVersion !== null ? <Badge tone="warn">Draft</Badge> : null}
            {editable ? (
              <SaveStatus state={draft.state} />
            ) : (
              <span className="text-xs">Your role can read this policy, not change it.</span>
            )}
          </span>
        }
        actions={
          editable ? (
            <>
              <PolicyMenu policy={policy} onDiscarded={draft.takeTheirs} />
              <Button variant="primary" disabled={!changed} loading={saving} onClick={() => void publish()}>
                Publish
              </Button>
            </>
          ) : null
        }
      />
      <Tabs defaultValue="document">
        <TabList label="Policy">
          <Tab value="document">Document</Tab>
          <Tab value="versions">Versions</Tab>
        </TabList>
        <TabPanel value="document">
          <DocumentTab policy={policy} draft={draft} editable={editable} judged={judged} findings={findings} decidedBy={undefined} />
        </TabPanel>
        <TabPanel value="versions">
          <VersionList policy={policy} grantCount={grantCount} editable={editable} onRolledBack={draft.takeTheirs} />
        </TabPanel>
      </Tabs>
      <PublishDialog
        open={publishing}
        onOpenChange={setPublishing}
        policy={policy}
        grantCount={grantCount}
        text={draft.text}
        findings={findings}
        onPublished={draft.takeTheirs}
      />
    </>
  );
}

/** How many usable grants the policy has; undefined until the list of policies is there. */
function useGrantCount(id: string): number | undefined {
  const policies = useQuery(useTRPC().policy.list.queryOptions({}));
  return policies.data?.find((policy) => policy.id === id)?.grantCount;
}
