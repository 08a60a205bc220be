import { categoryOrder, categoryWords, type Risk, riskOf, riskWords, type SignalKind, shown, signalWords } from "@portcullis/catalogue";
import type { CatalogueCounts, CataloguePage } from "@portcullis/control-plane";
import { Search } from "lucide-react";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { type Asked, askedHref, asksNothing } from "./asked.ts";
import { riskFill } from "./looks.tsx";
import { toolHref } from "./paths.ts";
import { RowList } from "./row-list.tsx";
import { linkClass } from "./section.tsx";
import { ServerRows } from "./server-rows.tsx";

export interface CatalogueViewProps {
  asked: Asked;
  counts: CatalogueCounts;
  results: CataloguePage;
}

/** The index: a plain form that asks by its address, and what it found. */
export function CatalogueView({ asked, counts, results }: CatalogueViewProps) {
  return (
    <div className="grid gap-8">
      <header className="grid gap-4">
        <h1 className="max-w-3xl font-semibold text-3xl tracking-tight sm:text-4xl">What can your agents do with it?</h1>
        <p className="max-w-2xl text-ink-muted text-lg leading-7">
          {counts.tools.toLocaleString("en-US")} tools of {counts.servers.toLocaleString("en-US")} MCP servers, each with what it does to
          the world, how much harm that can be, and the policy that controls it.
        </p>
        <ByCategory counts={counts} />
      </header>
      <SearchForm asked={asked} />
      <section aria-label="Results" className="grid gap-4">
        <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
          <p className="text-ink-muted text-sm" role="status">
            {foundWords(asked, results)}
          </p>
          <nav
            aria-label="What to list"
            className="flex gap-4 text-sm [&>a]:text-ink-muted [&>a]:underline-offset-4 [&>a:hover]:underline [&>a[aria-current]]:font-medium [&>a[aria-current]]:text-ink"
          >
            {(["servers", "tools"] as const).map((of) => (
              <a key={of} href={askedHref(asked, { of })} aria-current={asked.of === of ? "true" : undefined}>
                {of === "servers" ? "Servers" : "Tools"}
              </a>
            ))}
          </nav>
        </div>
        {asked.of === "servers" ? <ServerRows servers={results.servers} /> : <ToolRows results={results} />}
        <nav aria-label="Pages" className="flex gap-5">
          {asked.from ? (
            <a className={linkClass} href={askedHref(asked)}>
              First page
            </a>
          ) : null}
          {results.next ? (
            <a className={linkClass} href={askedHref(asked, { from: results.next })} rel="next">
              Next page
            </a>
          ) : null}
        </nav>
      </section>
    </div>
  );
}

function ByCategory({ counts }: { counts: CatalogueCounts }) {
  const all = Math.max(1, counts.tools);
  return (
    <ul className="grid max-w-4xl grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3 lg:grid-cols-6 [&_a]:grid [&_a]:gap-1.5 [&_a]:rounded-sm [&_a:hover>b]:underline [&_b]:font-medium [&_b]:text-sm [&_i]:h-1.5 [&_i]:rounded-xs [&_small]:text-ink-muted [&_small]:text-xs">
      {categoryOrder.map((category) => (
        <li key={category}>
          <a href={askedHref({ of: "tools", query: "", category })}>
            <i
              aria-hidden
              className={riskFill[riskOf(category)]}
              style={{ width: `${Math.max(3, (counts.categories[category] / all) * 100)}%` }}
            />
            <b>{categoryWords[category].name}</b>
            <small>
              {counts.categories[category].toLocaleString("en-US")} {counts.categories[category] === 1 ? "tool" : "tools"}
            </small>
          </a>
        </li>
      ))}
    </ul>
  );
}

function SearchForm({ asked }: { asked: Asked }) {
  return (
    <form action="/catalogue" method="get" aria-label="Search the catalogue" className="grid gap-3 rounded-lg border bg-surface p-4">
      <input type="hidden" name="of" value={asked.of} />
      <div className="flex gap-2">
        <Input
          name="q"
          type="search"
          defaultValue={asked.query}
          aria-label="Search servers and tools"
          placeholder="zabbix, delete, filesystem…"
          autoComplete="off"
          maxLength={200}
        />
        <Button type="submit" variant="primary" className="h-9">
          <Search aria-hidden />
          Search
        </Button>
      </div>
      <div className="grid gap-3 sm:grid-cols-3">
        <Choice
          name="category"
          label="Category"
          any="Any category"
          value={asked.category}
          options={categoryOrder.map((one) => [one, categoryWords[one].name])}
        />
        <Choice name="risk" label="Risk" any="Any risk" value={asked.risk} options={risks.map((one) => [one, riskWords[one].name])} />
        <Choice
          name="signal"
          label="Signal"
          any="Any signal"
          value={asked.signal}
          options={signals.map((one) => [one, signalWords[one].name])}
        />
      </div>
      {asksNothing(asked) ? null : (
        <a href="/catalogue" className={`${linkClass} justify-self-start text-sm`}>
          Clear the search
        </a>
      )}
    </form>
  );
}

const risks = Object.keys(riskWords) as Risk[];
const signals = Object.keys(signalWords) as SignalKind[];

interface ChoiceProps {
  name: string;
  label: string;
  any: string;
  value: string | undefined;
  options: readonly (readonly [string, string])[];
}

function Choice({ name, label, any, value, options }: ChoiceProps) {
  return (
    <Select name={name} aria-label={label} defaultValue={value ?? ""}>
      <option value="">{any}</option>
      {options.map(([one, words]) => (
        <option key={one} value={one}>
          {words}
        </option>
      ))}
    </Select>
  );
}

function ToolRows({ results }: { results: CataloguePage }) {
  const rows = results.tools.map((tool) => ({
    href: toolHref(tool.serverSlug, tool.name),
    name: shown(tool.name, 120),
    text: shown(tool.description ?? tool.title ?? "It comes without a description.", 160),
    words: shown(tool.serverName, 60),
    category: tool.category,
  }));
  return <RowList kind="tools" rows={rows} />;
}

function foundWords(asked: Asked, { total, more, servers, tools }: CataloguePage): string {
  if (servers.length + tools.length === 0) return "Nothing was found. Fewer words, or one filter less, find more.";
  const noun = asked.of === "servers" ? (total === 1 ? "server" : "servers") : total === 1 ? "tool" : "tools";
  const words = `${more ? "More than " : ""}${(more ? total - 1 : total).toLocaleString("en-US")} ${noun}`;
  return asksNothing(asked) ? words : `${words} found`;
}
