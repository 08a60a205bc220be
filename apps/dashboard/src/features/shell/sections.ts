import { Activity, Gauge, KeyRound, Plug, ScrollText, Server, ShieldCheck, Users } from "lucide-react";

/** The places of an organization, in the order of the work: register, decide, hand out, watch. */
export const sections = [
  { path: "", label: "Overview", icon: Gauge },
  { path: "/servers", label: "Servers", icon: Server },
  { path: "/policies", label: "Policies", icon: ShieldCheck },
  { path: "/grants", label: "Grants", icon: KeyRound },
  { path: "/connect", label: "Connect", icon: Plug },
  { path: "/activity", label: "Activity", icon: Activity },
] as const;

export const administration = [
  { path: "/members", label: "Members", icon: Users },
  { path: "/audit", label: "Audit log", icon: ScrollText },
] as const;
