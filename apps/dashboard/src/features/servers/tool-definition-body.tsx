"use client";

import { revealHidden } from "@portcullis/catalogue";
import { useMemo } from "react";
import { CodeBlock } from "../../ui/code-block.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Tab, TabList, TabPanel, Tabs } from "../../ui/tabs.tsx";
import { ToolClassification } from "../catalogue/inside/tool-classification.tsx";
import { type Parameter, parametersOf } from "./parameters.ts";
import type { ServerWithTools } from "./server-detail.tsx";
import type { Tool } from "./tool-table.tsx";

/** One tool in full: its words as plain text with nothing hidden, what it does and why, its parameters as a table, and the very definition that its digest is of. */
export default function ToolDefinitionBody({ tool, server }: { tool: Tool; server: ServerWithTools }) {
  const parameters = useMemo(() => parametersOf(tool.inputSchema), [tool.inputSchema]);
  return (
    <div className="grid grid-cols-1 gap-4 border-t bg-page/60 px-4 py-4 sm:pr-5 sm:pl-11">
      {tool.description ? <p className="max-w-3xl whitespace-pre-wrap break-words text-sm">{revealHidden(tool.description)}</p> : null}
      <ToolClassification tool={tool} server={server} />
      <Tabs defaultValue="parameters">
        <TabList label={`Definition of ${tool.name}`}>
          <Tab value="parameters">Parameters</Tab>
          <Tab value="json">JSON</Tab>
        </TabList>
        <TabPanel value="parameters">
          {parameters.length ? (
            <ParameterTable parameters={parameters} />
          ) : (
            <p className="text-ink-muted text-sm">This tool takes no arguments.</p>
          )}
        </TabPanel>
        <TabPanel value="json">
          <CodeBlock code={revealHidden(indented(tool.definition))} copyLabel="Copy definition" />
        </TabPanel>
      </Tabs>
      <p className="flex min-w-0 items-center gap-1 text-ink-muted text-xs">
        <span className="shrink-0">Digest</span>
        <code className="min-w-0 truncate font-mono">{tool.digest}</code>
        <CopyButton text={tool.digest} label="Copy digest" />
      </p>
    </div>
  );
}

function ParameterTable({ parameters }: { parameters: Parameter[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must take focus, or a keyboard could not scroll it
    <section className="relative overflow-x-auto" aria-label="Parameters" tabIndex={0}>
      <table className="w-full text-left text-xs">
        <thead className="text-ink-muted">
          <tr className="border-b">
            <th scope="col" className="py-1.5 pr-4 font-medium">
              Name
            </th>
            <th scope="col" className="py-1.5 pr-4 font-medium">
              Type
            </th>
            <th scope="col" className="py-1.5 font-medium">
              Meaning
            </th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {parameters.map((parameter) => (
            <tr key={parameter.path} className="align-top">
              <td className="whitespace-nowrap py-2 pr-4 font-mono">
                {parameter.path}
                {parameter.required ? <span className="ml-1.5 font-sans text-warn">required</span> : null}
              </td>
              <td className="py-2 pr-4 font-mono text-ink-muted">{parameter.type}</td>
              <td className="min-w-40 break-words py-2">
                {parameter.description === undefined ? null : revealHidden(parameter.description)}
                {parameter.constraints ? <span className="block text-ink-muted">{parameter.constraints}</span> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The stored text is the server's, byte for byte; this is for reading. */
function indented(definition: string): string {
  try {
    return JSON.stringify(JSON.parse(definition), null, 2);
  } catch {
    return definition;
  }
}
