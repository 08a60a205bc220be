import type { Capability } from "@portcullis/control-plane";
import {
  Activity,
  Bell,
  Boxes,
  Gauge,
  Hourglass,
  KeyRound,
  type LucideIcon,
  OctagonX,
  Plug,
  ScrollText,
  Server,
  Settings,
  ShieldCheck,
  UserRoundCheck,
  Users,
  Waypoints,
} from "lucide-react";

export interface Section {
  path: string;
  label: string;
  icon: LucideIcon;
  /** After `g` it leads here. */
  letter: string;
  /** Left out: everybody may. */
  needs?: Capability;
}

/** The places of an organization, in the order of the work: register, decide, hand out, watch. */
export const sections: readonly Section[] = [
  { path: "", label: "Overview", icon: Gauge, letter: "o" },
  { path: "/servers", label: "Servers", icon: Server, letter: "s" },
  { path: "/policies", label: "Policies", icon: ShieldCheck, letter: "p" },
  { path: "/grants", label: "Grants", icon: KeyRound, letter: "g" },
  { path: "/inventory", label: "Inventory", icon: Boxes, letter: "i" },
  { path: "/connect", label: "Connect", icon: Plug, letter: "c" },
  { path: "/approvals", label: "Approvals", icon: UserRoundCheck, letter: "v" },
  { path: "/activity", label: "Activity", icon: Activity, letter: "a" },
  { path: "/limits", label: "Limits", icon: Hourglass, letter: "u" },
];

export const administration: readonly Section[] = [
  { path: "/members", label: "Members", icon: Users, letter: "m", needs: "administer" },
  { path: "/audit", label: "Audit log", icon: ScrollText, letter: "l", needs: "administer" },
  { path: "/notifications", label: "Notifications", icon: Bell, letter: "n", needs: "administer" },
  { path: "/exports", label: "Exports & streams", icon: Waypoints, letter: "e", needs: "administer" },
  { path: "/kill-switches", label: "Kill switches", icon: OctagonX, letter: "k" },
  { path: "/settings", label: "Settings", icon: Settings, letter: "t" },
];
