"use client";

import { type Assessment, assessConfiguration, type CatalogueIndex, clientNames, parseClientConfiguration } from "@portcullis/catalogue";
import { type FormEvent, useEffect, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { Textarea } from "../../ui/input.tsx";
import { ScanResult } from "./scan-result.tsx";

/** Takes the configuration and shows what it means. What is recognized was loaded before anything was pasted; from then on nothing is sent. */
export function ScanForm({ gatewayUrl }: { gatewayUrl: string }) {
  const [text, setText] = useState("");
  const [assessment, setAssessment] = useState<Assessment | null>(null);
  const index = useKnownServers();

  const check = (event: FormEvent) => {
    event.preventDefault();
    setAssessment(assessConfiguration(parseClientConfiguration(text), { gateways: [gatewayUrl], index: index ?? [] }));
  };
  return (
    <div className="grid gap-8">
      <form method="post" className="grid gap-3" onSubmit={check}>
        <Field label="Client configuration" hint="JSON with or without comments, or Codex’s TOML.">
          <Textarea
            mono
            rows={12}
            spellCheck={false}
            autoComplete="off"
            placeholder={placeholder}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setAssessment(null);
            }}
          />
        </Field>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" variant="primary" disabled={text.trim() === "" || index === undefined}>
            Check it
          </Button>
          <Button variant="ghost" onClick={() => setText(placeholder)}>
            Fill in an example
          </Button>
        </div>
      </form>
      <div role="status">
        {assessment ? (
          <>
            <p className="sr-only">Checked, as a configuration of {clientNames[assessment.client]}.</p>
            <ScanResult assessment={assessment} />
          </>
        ) : null}
      </div>
    </div>
  );
}

/** undefined: not here yet. null: it cannot be had; the check then says of every server that its tools are unknown. */
function useKnownServers(): CatalogueIndex | null | undefined {
  const [index, setIndex] = useState<CatalogueIndex | null>();
  useEffect(() => {
    const load = async () => {
      const answer = await fetch("/scan/servers.json");
      return answer.ok ? ((await answer.json()) as CatalogueIndex) : null;
    };
    load().then(setIndex, () => setIndex(null));
  }, []);
  return index;
}

const placeholder = `{
  "mcpServers": {
    "files": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-filesystem", "/home/me"]
    },
    "github": {
      "command": "npx",
      "args": ["-y", "@modelcontextprotocol/server-github"],
      "env": { "GITHUB_PERSONAL_ACCESS_TOKEN": "not-shown" }
    }
  }
}`;
