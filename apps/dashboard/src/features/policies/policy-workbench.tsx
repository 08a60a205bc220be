"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useCallback, useDeferredValue, useMemo, useState } from "react";
import { useTRPC } from "../../trpc/client.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Tab, TabList, TabPanel, Tabs } from "../../ui/tabs.tsx";
import { ImpactSummary } from "../impact/impact-summary.tsx";
import { useOrganization } from "../shell/organization-context.tsx";
import { LazySimulator } from "../simulator/lazy-simulator.tsx";
import { DocumentTab, type Reveal } from "./document-tab.tsx";
import { SaveStatus } from "./draft/save-status.tsx";
import { useDraft } from "./draft/use-draft.ts";
import { findingsIn } from "./findings.ts";
import { ObservingBadge } from "./observing-badge.tsx";
import type { PolicyDetail } from "./policy.ts";
import { PolicyMenu } from "./policy-menu.tsx";
import { modeOf } from "./policy-mode.ts";
import { PublishDialog } from "./publish/publish-dialog.tsx";
import { VersionList } from "./versions/version-list.tsx";

// Few come here by a suggestion.
const LazySuggestedChange = dynamic(() => import("./suggested-change.tsx").then((part) => part.SuggestedChange), { ssr: false });

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
  const suggested = useSearchParams().get("suggestion");

  const [tab, setTab] = useState("document");
  const [decidedBy, setDecidedBy] = useState<string>();
  const [reveal, setReveal] = useState<Reveal>();
  const showInDocument = useCallback((pointer: string) => {
    setTab("document");
    setReveal((before) => ({ pointer, serial: (before?.serial ?? 0) + 1 }));
  }, []);

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
              changed ? (
                <SaveStatus state={draft.state} />
              ) : (
                <span className="text-xs">Nothing to publish: the text is the one that is live.</span>
              )
            ) : (
              <span className="text-xs">Your role can read this policy, not change it.</span>
            )}
          </span>
        }
        actions={
          editable ? (
            <>
              <PolicyMenu policy={policy} onDiscarded={draft.takeTheirs} />
              <Button
                variant="primary"
                disabled={!changed}
                title={changed ? undefined : "There is nothing to publish: the text is the one that is live."}
                loading={saving}
                onClick={() => void publish()}
              >
                Publish
              </Button>
            </>
          ) : null
        }
      />
      {policy.liveVersion !== null && grantCount === 0 && may("manageGrants") ? (
        <Callout
          tone="info"
          className="mb-4"
          title={`Version ${policy.liveVersion} is live, and no grant uses it yet.`}
          actions={
            <Button asChild size="sm" variant="primary">
              <Link href={`/o/${slug}/grants/new`}>Create a grant</Link>
            </Button>
          }
        >
          A grant is what an agent calls with; it takes one policy for each server.
        </Callout>
      ) : null}
      {editable && suggested ? <LazySuggestedChange suggestionKey={suggested} policyId={policy.id} draft={draft} /> : null}
      <Tabs value={tab} onValueChange={setTab}>
        <TabList label="Policy">
          <Tab value="document">Document</Tab>
          <Tab value="simulator">Simulator</Tab>
          {editable && changed && policy.document !== null ? <Tab value="impact">Impact</Tab> : null}
          <Tab value="versions">Versions</Tab>
        </TabList>
        <TabPanel value="document">
          <DocumentTab
            policy={policy}
            draft={draft}
            editable={editable}
            judged={judged}
            findings={findings}
            decidedBy={decidedBy}
            reveal={reveal}
            onReveal={setReveal}
          />
        </TabPanel>
        <TabPanel value="simulator">
          <LazySimulator policy={policy} text={judged} editable={editable} onDecided={setDecidedBy} onShow={showInDocument} />
        </TabPanel>
        <TabPanel value="impact">
          <ImpactSummary policyId={policy.id} document={judged} />
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
