"use client";

import { useRouter, useSearchParams } from "next/navigation";
import { PageHeader } from "../../../ui/page-header.tsx";
import { Tab, TabList, TabPanel, Tabs } from "../../../ui/tabs.tsx";
import { useOrganization } from "../../shell/organization-context.tsx";
import { DecidedList } from "./decided-list.tsx";
import { PendingList } from "./pending-list.tsx";
import { Suggestions } from "./suggestions.tsx";

/** Calls that wait for a person, and what became of those before. The tab stands in the address. */
export function InboxPage() {
  const { slug } = useOrganization();
  const router = useRouter();
  const tab = useSearchParams().get("tab") === "decided" ? "decided" : "pending";
  const open = (next: string) => router.replace(`/o/${slug}/approvals${next === "decided" ? "?tab=decided" : ""}`, { scroll: false });
  return (
    <>
      <PageHeader
        title="Approvals"
        description="Calls that a policy holds until a person has looked at them. An approval is for exactly that call, once, until it expires."
      />
      <Tabs value={tab} onValueChange={open}>
        <TabList label="Approvals">
          <Tab value="pending">Waiting</Tab>
          <Tab value="decided">Decided</Tab>
        </TabList>
        <TabPanel value="pending" className="grid gap-4">
          <PendingList />
          <Suggestions />
        </TabPanel>
        <TabPanel value="decided">
          <DecidedList />
        </TabPanel>
      </Tabs>
    </>
  );
}
