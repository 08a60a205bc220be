"use client";

import type { Capability } from "@portcullis/control-plane";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { roleLabel } from "../members/roles.ts";
import { useOrganization } from "./organization-context.tsx";

/** The content for who has the capability; for others one sentence and a way on, and no question to the server that can only be refused. */
export function Allowed({ to, action, children }: { to: Capability /** "reads the audit log" */; action: string; children: ReactNode }) {
  const { slug, role, may } = useOrganization();
  if (may(to)) return children;
  return (
    <Callout
      tone="warn"
      title={`Your role, ${roleLabel(role).toLowerCase()}, does not allow this: only an owner${to === "own" ? "" : " or an admin"} ${action}.`}
      actions={
        <Button asChild size="sm">
          <Link href={`/o/${slug}`}>To the overview</Link>
        </Button>
      }
    >
      Ask one of them if you need it.
    </Callout>
  );
}
