"use client";

const readers = [
  [
    "Platform engineers",
    "Agents may read the monitoring, not delete hosts. One URL to hand out, nothing to install, credentials in one place.",
  ],
  ["Security engineers", "Everything agents can call, everything they did call, and under which version of which rule, refusals included."],
  ["Agent developers", "A refusal that the model can act on: the reason, the rule, and when trying again makes sense."],
  ["Operators", "One command to try it, Compose to deploy it, more gateways to grow it. Any of them serves any request."],
] as const;

/** Who it is for, in what each of them gets. */
export function Audience() {
  return (
    <section className="pt-16 sm:pt-24" aria-labelledby="audience-title">
      <h2 id="audience-title" className="mb-8 font-semibold text-2xl tracking-tight sm:text-3xl">
        For the people who answer for agents
      </h2>
      <dl className="grid gap-x-12 sm:grid-cols-2">
        {readers.map(([who, what]) => (
          <div key={who} className="border-t py-5">
            <dt className="font-semibold">{who}</dt>
            <dd className="mt-1 max-w-md text-[0.9375rem] text-ink-muted leading-6">{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
