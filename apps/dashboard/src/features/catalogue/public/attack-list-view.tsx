import { type AttackPattern, type Category, categoryOrder } from "@portcullis/catalogue";
import { CategoryMark } from "./looks.tsx";
import { attackHref } from "./paths.ts";

/** All patterns, with a table of which tools each of them reaches. */
export function AttackListView({ patterns }: { patterns: readonly AttackPattern[] }) {
  return (
    <div className="grid gap-8">
      <header className="grid gap-4">
        <h1 className="max-w-3xl font-semibold text-3xl tracking-tight sm:text-4xl">How agents are turned against you</h1>
        <p className="max-w-2xl text-ink-muted text-lg leading-7">
          {patterns.length} patterns, each with a case that happened, the tools it reaches, and the policy that stops it. Every policy here
          is judged by the gateway’s own engine while you read.
        </p>
      </header>
      <ol className="grid gap-x-10 md:grid-cols-2 [&_a:hover]:underline [&_h2]:font-semibold [&_h2]:text-[0.9375rem] [&>li]:grid [&>li]:content-start [&>li]:gap-1.5 [&>li]:border-t [&>li]:py-5 [&>li>p]:max-w-prose [&>li>p]:text-ink-muted">
        {patterns.map(({ slug, name, summary, exposes }) => (
          <li key={slug}>
            <h2>
              <a href={attackHref(slug)}>{name}</a>
            </h2>
            <p>{summary}</p>
            <div className="flex flex-wrap gap-x-4 gap-y-1">
              {inOrder(exposes).map((category) => (
                <CategoryMark key={category} category={category} />
              ))}
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

const inOrder = (exposed: readonly Category[]) => categoryOrder.filter((category) => exposed.includes(category));
