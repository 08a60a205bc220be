"use client";

import { ExternalLink } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import type { Form } from "./client-block.ts";

/** One way to configure a client: a file, a command for both shells, steps, or a row of links. */
export function FormView({ forms }: { forms: readonly [Form, ...Form[]] }) {
  const [form] = forms;
  switch (form.kind) {
    case "file":
      return form.literal ? <LiteralFile form={form} /> : <File form={form} />;
    case "command":
      return <Command form={form} />;
    case "link":
      return <Links links={forms.filter((other) => other.kind === "link")} note={form.note} />;
    case "steps":
      return (
        <Section title={form.title}>
          <ol className="grid list-decimal gap-1 pl-5 text-sm">
            {form.steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </Section>
      );
  }
}

function Links({ links, note }: { links: readonly Extract<Form, { kind: "link" }>[]; note: string }) {
  return (
    <div className="grid gap-1.5">
      <div className="flex flex-wrap gap-2">
        {links.map(({ href, label }) => (
          <Button asChild key={href}>
            <a href={href} rel="noreferrer" target={href.startsWith("https:") ? "_blank" : undefined}>
              {label} <ExternalLink aria-hidden />
            </a>
          </Button>
        ))}
      </div>
      <p className="text-ink-muted text-xs">{note}</p>
    </div>
  );
}

type FileForm = Extract<Form, { kind: "file" }>;

function File({ form }: { form: FileForm }) {
  return (
    <Section title={form.title} note={form.note}>
      <CodeBlock code={form.text} caption={form.path} copyLabel={`Copy ${form.path}`} />
    </Section>
  );
}

/** A form that needs the token itself stays closed until the person asks for it. */
function LiteralFile({ form }: { form: FileForm }) {
  const [shown, setShown] = useState(false);
  return (
    <div className="grid gap-3">
      <Checkbox
        label={`${form.title}: show the form that holds the token itself`}
        hint="This client has no better way here. Whoever can read the file can use the token."
        checked={shown}
        onChange={(event) => setShown(event.target.checked)}
      />
      {shown ? (
        <>
          <Callout tone="warn" title="The file will hold a live token">
            Replace the placeholder in your own editor. Keep the file out of version control and readable by you alone.
          </Callout>
          <File form={form} />
        </>
      ) : null}
    </div>
  );
}

function Command({ form }: { form: Extract<Form, { kind: "command" }> }) {
  return (
    <Section title={form.title} note={form.note}>
      <CodeBlock code={form.posix} caption="bash, zsh" copyLabel="Copy command" wrap />
      {form.powershell && form.powershell !== form.posix ? (
        <CodeBlock code={form.powershell} caption="PowerShell" copyLabel="Copy PowerShell command" wrap />
      ) : null}
    </Section>
  );
}

function Section({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section className="grid gap-2">
      <h4 className="font-medium text-sm">{title}</h4>
      {children}
      {note ? <p className="text-ink-muted text-xs">{note}</p> : null}
    </section>
  );
}
