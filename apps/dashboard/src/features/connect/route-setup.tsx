"use client";

import { useState } from "react";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { CopyLine } from "../../ui/code-block.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Select } from "../../ui/select.tsx";
import { ClientTabs } from "./client-tabs.tsx";

export interface Route {
  serverSlug: string;
  serverName: string;
  gatewayUrl: string;
}

/** The gateway URL once, the name of the entry, and every client's configuration for them. */
export function RouteSetup({
  access,
  routes,
  onRoute,
}: {
  access: Route;
  routes: readonly Route[];
  onRoute: (serverSlug: string) => void;
}) {
  const [names, setNames] = useState<Readonly<Record<string, string>>>({});
  const name = names[access.serverSlug] ?? access.serverSlug;
  const valid = /^[a-z0-9-]+$/.test(name);
  return (
    <Card>
      <CardHeader
        title="Your client"
        description="The same URL and token work in every client. The snippets hold the variable's name, never the token."
      />
      <CardBody className="grid gap-5">
        <div className="grid gap-1.5">
          <h3 className="font-medium text-sm">Gateway URL</h3>
          <CopyLine text={access.gatewayUrl} label="Copy gateway URL" />
        </div>
        <div className="grid gap-4 sm:grid-cols-2">
          {routes.length > 1 ? (
            <Field label="Server">
              <Select value={access.serverSlug} onChange={(event) => onRoute(event.target.value)}>
                {routes.map((route) => (
                  <option key={route.serverSlug} value={route.serverSlug}>
                    {route.serverName}
                  </option>
                ))}
              </Select>
            </Field>
          ) : null}
          <Field
            label="Name in your client"
            hint="What the client calls the server."
            error={valid ? null : "Use small letters, digits and hyphens: every client takes those."}
          >
            <Input
              mono
              value={name}
              onChange={(event) => setNames({ ...names, [access.serverSlug]: event.target.value })}
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
        </div>
        <ClientTabs target={{ name: valid ? name : access.serverSlug, url: access.gatewayUrl }} />
      </CardBody>
    </Card>
  );
}
