"use client";

import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Tab, TabList, TabPanel, Tabs } from "../../ui/tabs.tsx";
import { Allowed } from "../shell/not-allowed.tsx";
import { ExportForm } from "./export-form.tsx";
import { ExportRuns } from "./export-runs.tsx";
import { StreamsCard } from "./streams-card.tsx";
import { words } from "./words.ts";

export interface Verifiers {
  node: string;
  python: string;
}

/** The record as files, and as streams to the organization's own receivers. */
export function ExportsPage({ verifiers }: { verifiers: Verifiers }) {
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title={words.title} description={words.lead} />
      <Allowed to="administer" action="takes the record elsewhere">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
          <Card>
            <CardHeader title={words.export.title} description={words.export.lead} />
            <CardBody>
              <ExportForm />
            </CardBody>
            <ExportRuns />
          </Card>
          <StreamsCard />
          <Card>
            <CardHeader title={words.verify.title} description={words.verify.lead} />
            <CardBody>
              <Tabs defaultValue="node">
                <TabList label="Language">
                  <Tab value="node">Node.js</Tab>
                  <Tab value="python">Python</Tab>
                </TabList>
                <TabPanel value="node">
                  <CodeBlock code={verifiers.node} caption="verify.mjs" copyLabel="Copy verify.mjs" />
                </TabPanel>
                <TabPanel value="python">
                  <CodeBlock code={verifiers.python} caption="verify.py" copyLabel="Copy verify.py" />
                </TabPanel>
              </Tabs>
            </CardBody>
          </Card>
        </div>
      </Allowed>
    </div>
  );
}
