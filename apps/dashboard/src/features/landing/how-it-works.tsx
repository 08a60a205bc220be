import type { ReactNode } from "react";
import { examplePolicy } from "./example-policy.ts";

const clientSetup = `{
  "mcpServers": {
    "zabbix": {
      "url": "https://gate.example.com/acme/zabbix/mcp",
      "headers": { "Authorization": "Bearer \${PORTCULLIS_TOKEN}" }
    }
  }
}`;

/** The four steps of the product, each beside the thing it leaves behind. */
export function HowItWorks() {
  return (
    <section id="how" className="scroll-mt-6 pt-20 sm:pt-28" aria-labelledby="how-title">
      <h2 id="how-title" className="mb-8 max-w-2xl font-semibold text-2xl tracking-tight sm:text-3xl">
        Four steps, and each leaves something you can point at
      </h2>
      <ol className="grid">
        <Step number={1} title="Register the server by its URL" artefact={<Discovery />}>
          Portcullis connects, reads every tool with its schema, and pins each definition by digest. Credentials for the server stay here,
          encrypted; agents never hold them.
        </Step>
        <Step number={2} title="Write down what may happen" artefact={<Code label="A policy">{examplePolicy}</Code>}>
          A policy is one document. What it does not name is refused under{" "}
          <code className="font-mono text-[0.8125rem]">"default": "deny"</code>. It is checked against the server's real tools while you
          type, and publishing freezes a version.
        </Step>
        <Step number={3} title="Hand out a grant, not a password" artefact={<Code label="A client's configuration">{clientSetup}</Code>}>
          A grant is a token for one agent, person or job. It opens the servers you choose, each under one policy, expires when you say, and
          is revoked within a second.
        </Step>
        <Step number={4} title="Watch every call, also the refused ones" artefact={<LogExcerpt />}>
          Who asked, for which tool, under which version and rule, what came of it and how long it took. The log is live while you look.
        </Step>
      </ol>
    </section>
  );
}

function Step({ number, title, artefact, children }: { number: number; title: string; artefact: ReactNode; children: ReactNode }) {
  return (
    <li className="grid items-start gap-x-12 gap-y-5 border-t py-8 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)] lg:py-10">
      <div className="flex gap-4">
        <span className="font-mono text-accent-ink text-sm leading-7 tabular-nums" aria-hidden>
          {number}
        </span>
        <div>
          <h3 className="font-semibold text-lg tracking-tight">{title}</h3>
          <p className="mt-1.5 max-w-md text-[0.9375rem] text-ink-muted leading-6">{children}</p>
        </div>
      </div>
      {artefact}
    </li>
  );
}

function Code({ label, children }: { label: string; children: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must take focus, or a keyboard could not scroll it
    <section aria-label={label} tabIndex={0} className="overflow-x-auto rounded-lg border bg-sunken p-4">
      <pre className="font-mono text-xs leading-5">{children}</pre>
    </section>
  );
}

const discovered = [
  ["zabbix_host_get", "Read hosts by filter", "3f9c…e1"],
  ["zabbix_host_delete", "Remove hosts for good", "a07b…4d"],
  ["zabbix_create_maintenance", "Plan a maintenance", "c2d8…90"],
] as const;

function Discovery() {
  return (
    <div className="overflow-hidden rounded-lg border bg-surface shadow-card">
      <p className="break-all border-b bg-sunken/60 px-4 py-2.5 font-mono text-xs">https://zabbix.example.com/mcp</p>
      <ul className="divide-y">
        {discovered.map(([name, meaning, digest]) => (
          <li key={name} className="flex items-baseline justify-between gap-4 px-4 py-2 text-xs">
            <span className="min-w-0">
              <span className="break-all font-mono">{name}</span>
              <span className="ml-3 hidden text-ink-muted sm:inline">{meaning}</span>
            </span>
            <span className="shrink-0 font-mono text-ink-muted">{digest}</span>
          </li>
        ))}
      </ul>
      <p className="border-t px-4 py-2 text-ink-muted text-xs">and 99 more tools</p>
    </div>
  );
}

const log = [
  ["14:03:21", "zabbix_get_problems", "Allowed", "text-ok", "v7"],
  ["14:03:20", "zabbix_host_delete", "Denied", "text-deny", "v7"],
  ["14:03:18", "zabbix_logout", "Denied: limit", "text-warn", "v7"],
  ["14:02:59", "zabbix_logout", "Allowed", "text-ok", "v6"],
] as const;

function LogExcerpt() {
  return (
    <div className="overflow-hidden rounded-lg border bg-surface shadow-card">
      <table className="w-full text-left text-xs">
        <thead className="border-b bg-sunken/60 text-ink-muted">
          <tr>
            {["Time", "Tool", "Decision", "Policy"].map((name) => (
              <th key={name} scope="col" className="px-3 py-2 font-medium max-sm:first:hidden sm:px-4">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y font-mono">
          {log.map(([time, tool, decision, ink, version]) => (
            <tr key={time}>
              <td className="px-4 py-2 text-ink-muted tabular-nums max-sm:hidden">{time}</td>
              <td className="break-all px-3 py-2 sm:px-4">{tool}</td>
              <td className={`px-3 py-2 sm:px-4 ${ink}`}>{decision}</td>
              <td className="px-3 py-2 text-ink-muted sm:px-4">{version}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
