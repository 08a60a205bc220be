"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../trpc/client.tsx";
import { QueryState } from "../../trpc/query-state.tsx";
import { Card, CardBody, CardHeader } from "../../ui/card.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import type { Theme } from "../../ui/theme.ts";
import { ThemeChoice } from "../../ui/theme-choice.tsx";
import { NameCard } from "./name-card.tsx";
import { PasswordCard } from "./password-card.tsx";
import { SessionsCard } from "./sessions-card.tsx";

/** A person's own account: what they are called, how they sign in, and where they are signed in. */
export function ProfilePage({ theme }: { theme: Theme }) {
  const profile = useQuery(useTRPC().account.profile.queryOptions());
  return (
    <div className="mx-auto max-w-3xl">
      <PageHeader title="Profile" description="Your account, the same in every organization." />
      <QueryState query={profile}>
        {(data) => (
          <div className="grid gap-5">
            <NameCard profile={data} />
            <Card>
              <CardHeader title="Appearance" description="Kept in this browser." />
              <CardBody>
                <ThemeChoice initial={theme} />
              </CardBody>
            </Card>
            <PasswordCard profile={data} />
            <SessionsCard />
          </div>
        )}
      </QueryState>
    </div>
  );
}
