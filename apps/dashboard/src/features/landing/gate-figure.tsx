import { ArrowRight, Check, EyeOff, Hourglass, X } from "lucide-react";
import { cn } from "../../ui/class-names.ts";

const verdicts = {
  allow: { word: "Allowed", icon: Check, ink: "text-ok", soft: "bg-ok-soft" },
  deny: { word: "Denied", icon: X, ink: "text-deny", soft: "bg-deny-soft" },
  limit: { word: "Limit reached", icon: Hourglass, ink: "text-warn", soft: "bg-warn-soft" },
  hide: { word: "Hidden", icon: EyeOff, ink: "text-hide", soft: "bg-hide-soft" },
};

interface Lane {
  agent: string;
  call: string;
  verdict: keyof typeof verdicts;
  /** Where in the policy it was decided. */
  rule: string;
  outcome: string;
}

const lanes: Lane[] = [
  {
    agent: "On-call assistant",
    call: "zabbix_get_problems",
    verdict: "allow",
    rule: "/tools/zabbix_get_problems",
    outcome: "Zabbix answers. 38 ms, on record.",
  },
  {
    agent: "On-call assistant",
    call: "zabbix_host_delete",
    verdict: "deny",
    rule: "/tools/zabbix_host_delete",
    outcome: "“[POLICY DENIED] Hosts are deleted by people.”",
  },
  {
    agent: "Nightly job",
    call: "zabbix_logout",
    verdict: "limit",
    rule: "/tools/zabbix_logout/limits/0",
    outcome: "The 11th in a minute. “Try again in 42 s.”",
  },
  {
    agent: "Coding agent",
    call: "zabbix_create_user",
    verdict: "hide",
    rule: "/hide/0",
    outcome: "Not in its list, and unknown when called.",
  },
];

/** The picture of the product: four calls come to the gate, one passes. */
export function GateFigure() {
  return (
    <figure className="overflow-hidden rounded-xl border bg-surface shadow-card">
      <figcaption className="sr-only">
        Four calls by agents reach the gate. One is allowed and goes on to the server; one is denied, one has reached its limit and one asks
        for a hidden tool: these three never reach the server.
      </figcaption>
      <div className="hidden grid-cols-[minmax(0,1fr)_19rem_minmax(0,1fr)] border-b bg-sunken/60 text-ink-muted text-xs lg:grid">
        <p className="px-6 py-2.5">Agents call tools</p>
        <p className="border-x py-2.5 text-center">
          The gate, under policy <span className="font-mono text-ink">on-call v7</span>
        </p>
        <p className="px-6 py-2.5 text-right">The server sees what may pass</p>
      </div>
      <ul className="relative divide-y lg:divide-y-0">
        <Bars />
        {lanes.map((lane) => (
          <LaneRow key={lane.call} lane={lane} />
        ))}
      </ul>
    </figure>
  );
}

function LaneRow({ lane }: { lane: Lane }) {
  const { word, icon: Icon, ink, soft } = verdicts[lane.verdict];
  const passes = lane.verdict === "allow";
  return (
    <li className="relative grid gap-3 px-4 py-4 sm:px-6 lg:grid-cols-[minmax(0,1fr)_19rem_minmax(0,1fr)] lg:items-center lg:gap-0 lg:px-0 lg:py-5">
      <div className="flex items-center gap-4 lg:pl-6">
        <div className="min-w-0">
          <p className="text-ink-muted text-xs">{lane.agent}</p>
          <p className="break-all font-medium font-mono text-sm">{lane.call}</p>
        </div>
        <Line className="hidden lg:block" />
      </div>
      <div className="flex lg:justify-center lg:px-4">
        <div className="grid min-w-0 justify-items-start gap-1 rounded-md border bg-surface px-2.5 py-2 lg:w-full lg:shadow-card">
          <span className={cn("inline-flex items-center gap-1 rounded-sm px-1.5 py-0.5 font-medium text-xs", soft, ink)}>
            <Icon className="size-3.5" aria-hidden />
            {word}
          </span>
          <span className="min-w-0 break-all font-mono text-[0.6875rem] text-ink-muted">{lane.rule}</span>
        </div>
      </div>
      <div className="flex items-center gap-4 lg:pr-6">
        {passes ? <Line className="hidden text-ok lg:flex" arrow /> : <Stopped />}
        <p className={cn("text-sm lg:max-w-[15rem] lg:text-right", passes ? "text-ink" : "text-ink-muted")}>{lane.outcome}</p>
      </div>
    </li>
  );
}

function Line({ className, arrow }: { className?: string; arrow?: boolean }) {
  return (
    <span aria-hidden className={cn("flex h-4 min-w-6 flex-1 items-center", className)}>
      <span className={cn("h-px flex-1 self-center", arrow ? "bg-ok" : "mt-2 block w-full bg-line-control")} />
      {arrow ? <ArrowRight className="-ml-2 size-4" /> : null}
    </span>
  );
}

/** What the server sees of a refused call. */
function Stopped() {
  return <span aria-hidden className="hidden min-w-6 flex-1 lg:block" />;
}

/** The grille behind the middle column. */
function Bars() {
  return (
    <li aria-hidden className="-translate-x-1/2 pointer-events-none absolute inset-y-0 left-1/2 hidden w-[19rem] border-x bg-page lg:block">
      <svg className="size-full text-line" role="presentation">
        <defs>
          <pattern id="grille" width="38" height="46" patternUnits="userSpaceOnUse" x="0" y="0">
            <path d="M19 0V46M0 23H38" stroke="currentColor" strokeWidth="3" />
            <circle cx="19" cy="23" r="3.6" fill="currentColor" />
          </pattern>
        </defs>
        <rect width="100%" height="100%" fill="url(#grille)" />
      </svg>
    </li>
  );
}
