"use client";

import { useQuery } from "@tanstack/react-query";
import {
  Keyboard,
  KeyRound,
  Monitor,
  Moon,
  OctagonX,
  Plus,
  Server,
  Settings,
  ShieldCheck,
  Sun,
  UserPlus,
  UserRound,
  Webhook,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { useTRPC } from "../../trpc/client.tsx";
import { CommandPalette, type PaletteGroup, type PaletteItem } from "../../ui/command-palette.tsx";
import { rememberTheme } from "../../ui/theme.ts";
import { useOrganization } from "./organization-context.tsx";
import { administration, sections } from "./sections.ts";
import { shellWords as words } from "./words.ts";

export interface PaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onShortcuts: () => void;
}

/** The palette of an organization: its pages, its things, and what can be done, as far as the role goes. */
export default function Palette({ open, onOpenChange, onShortcuts }: PaletteProps) {
  const { slug } = useOrganization();
  const router = useRouter();
  const go = (path: string) => () => router.push(`/o/${slug}${path}`);
  const things = useThings(open, go);
  const groups = [
    { heading: words.palette.pages, items: usePages(go) },
    ...things.groups,
    { heading: words.palette.actions, items: useActions(go, onShortcuts) },
  ];
  return <CommandPalette open={open} onOpenChange={onOpenChange} groups={groups} loading={things.loading} />;
}

type Go = (path: string) => () => void;

function usePages(go: Go): PaletteItem[] {
  const { may } = useOrganization();
  const pages = [...sections, ...administration].filter(({ needs }) => needs === undefined || may(needs));
  return [
    ...pages.map(({ path, label, icon, letter }) => ({ id: `page ${label}`, label, icon, keys: ["g", letter], run: go(path) })),
    ...(may("administer")
      ? [{ id: "page api keys", label: words.palette.apiKeys, icon: Webhook, words: ["token", "machine"], run: go("/settings/api-keys") }]
      : []),
    { id: "page profile", label: words.palette.profile, icon: UserRound, words: ["password", "sessions", "account"], run: go("/profile") },
  ];
}

function useThings(open: boolean, go: Go): { groups: PaletteGroup[]; loading: boolean } {
  const trpc = useTRPC();
  const servers = useQuery({ ...trpc.server.list.queryOptions(), enabled: open });
  const policies = useQuery({ ...trpc.policy.list.queryOptions({}), enabled: open });
  const grants = useQuery({ ...trpc.grant.list.queryOptions(), enabled: open });
  return {
    loading: [servers, policies, grants].some(({ isLoading }) => isLoading),
    groups: [
      {
        heading: words.palette.servers,
        items: (servers.data ?? []).map(({ slug, name }) => ({
          id: `server ${slug}`,
          label: name,
          detail: slug,
          icon: Server,
          run: go(`/servers/${slug}`),
        })),
      },
      {
        heading: words.palette.policies,
        items: (policies.data ?? []).map(({ id, name, serverName }) => ({
          ...{ id: `policy ${id}`, label: name, detail: serverName, icon: ShieldCheck, run: go(`/policies/${id}`) },
        })),
      },
      {
        heading: words.palette.grants,
        items: (grants.data ?? []).map(({ id, label, tags, revokedAt }) => ({
          ...{ id: `grant ${id}`, label, icon: KeyRound, words: tags, run: go(`/grants/${id}`) },
          detail: revokedAt ? words.palette.revoked : tags.join(", "),
        })),
      },
    ],
  };
}

function useActions(go: Go, onShortcuts: () => void): PaletteItem[] {
  const { may } = useOrganization();
  const { actions } = words.palette.labels;
  return [
    ...(may("manageServers") ? [{ id: "do server", label: actions.registerServer, icon: Plus, run: go("/servers/new") }] : []),
    ...(may("managePolicies") ? [{ id: "do policy", label: actions.createPolicy, icon: Plus, run: go("/policies/new") }] : []),
    ...(may("manageGrants") ? [{ id: "do grant", label: actions.createGrant, icon: Plus, run: go("/grants/new") }] : []),
    ...(may("administer") ? [{ id: "do invite", label: actions.inviteMember, icon: UserPlus, run: go("/members") }] : []),
    ...(may("manageServers")
      ? [
          {
            id: "stop all",
            label: actions.stopEverything,
            icon: OctagonX,
            words: ["kill", "emergency"],
            run: go("/kill-switches?stop=organization"),
          },
        ]
      : []),
    { id: "do settings", label: actions.leave, icon: Settings, run: go("/settings") },
    { id: "theme system", label: actions.themeSystem, icon: Monitor, words: ["theme"], run: () => rememberTheme("system") },
    { id: "theme light", label: actions.themeLight, icon: Sun, words: ["theme"], run: () => rememberTheme("light") },
    { id: "theme dark", label: actions.themeDark, icon: Moon, words: ["theme"], run: () => rememberTheme("dark") },
    { id: "shortcuts", label: actions.shortcuts, icon: Keyboard, keys: ["?"], run: onShortcuts },
  ];
}
