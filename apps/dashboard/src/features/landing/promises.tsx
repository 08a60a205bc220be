"use client";

const promises = [
  [
    "One judge",
    "The list of tools an agent sees and the calls it makes are decided by the same compiled policy. What is hidden cannot be called.",
  ],
  ["Limits that hold", "Ten a minute means ten a minute over all gateways together. A call is counted before it is sent, not after."],
  [
    "Live in a second",
    "A published policy or a revoked grant takes effect on every gateway within one second, also when a notification is lost.",
  ],
  [
    "Refuses when unsure",
    "A message that can be read in two ways, a rule that cannot be evaluated, a database that does not answer: the gate stays down.",
  ],
  ["Your tenants stay apart", "Every row belongs to one organization and the database itself enforces it, below the application."],
  ["Yours to run", "Open source, on your own machines and your own Postgres. It reports to nobody."],
] as const;

/** What can be relied on. Nothing goes in here that the tests do not hold. */
export function Promises() {
  return (
    <section className="py-16 sm:py-24" aria-labelledby="promises-title">
      <h2 id="promises-title" className="mb-8 font-semibold text-2xl tracking-tight sm:text-3xl">
        What you can rely on
      </h2>
      <ul className="grid gap-px overflow-hidden rounded-xl border bg-line sm:grid-cols-2 lg:grid-cols-3">
        {promises.map(([title, text]) => (
          <li key={title} className="bg-surface p-5 sm:p-6">
            <h3 className="font-semibold text-[0.9375rem]">{title}</h3>
            <p className="mt-1 text-ink-muted text-sm">{text}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
