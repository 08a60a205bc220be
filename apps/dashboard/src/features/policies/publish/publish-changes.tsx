"use client";

import { Tab, TabList, TabPanel, Tabs } from "../../../ui/tabs.tsx";
import { ImpactSummary } from "../../impact/impact-summary.tsx";
import type { PolicyDetail } from "../policy.ts";
import { DiffView } from "../versions/diff-view.tsx";
import { SemanticDiff } from "../versions/semantic-diff.tsx";

/** What a publish changes: for tools and recorded calls, by meaning, and in the text. The first version has nothing to compare with. */
export function PublishChanges({ policy, text }: { policy: PolicyDetail; text: string }) {
  if (policy.document === null) return <ImpactSummary policyId={policy.id} document={text} />;
  return (
    <Tabs defaultValue="impact">
      <TabList label="What changes">
        <Tab value="impact">Impact</Tab>
        <Tab value="meaning">By meaning</Tab>
        <Tab value="text">Text</Tab>
      </TabList>
      <TabPanel value="impact" className="max-h-96 overflow-y-auto">
        <ImpactSummary policyId={policy.id} document={text} />
      </TabPanel>
      <TabPanel value="meaning">
        <SemanticDiff before={policy.document} after={text} tools={policy.tools} />
      </TabPanel>
      <TabPanel value="text">
        <DiffView before={policy.document} after={text} label={`Changes since version ${policy.liveVersion}`} />
      </TabPanel>
    </Tabs>
  );
}
