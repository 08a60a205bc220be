import { type AttackPattern, categoryWords } from "@portcullis/catalogue";
import { askedHref } from "./asked.ts";
import { AttackSimulator } from "./attack-simulator.tsx";
import { judge } from "./demonstration.ts";
import { CategoryMark } from "./looks.tsx";
import { PolicyFigure } from "./policy-figure.tsx";
import { linksInside, Section } from "./section.tsx";
import { Trail } from "./trail.tsx";
import { Verdict } from "./verdict.tsx";

/** One pattern: how it works, a case of it, whom it reaches, and the rule that stops it, judged while the page is made. */
export function AttackView({ pattern }: { pattern: AttackPattern }) {
  const policyText = JSON.stringify(pattern.policy, null, 2);
  const { demonstration } = pattern;
  return (
    <article className="grid max-w-4xl gap-10">
      <header className="grid gap-4">
        <Trail steps={[["Attacks", "/attacks"], [pattern.name]]} />
        <h1 className="font-semibold text-3xl tracking-tight sm:text-4xl">{pattern.name}</h1>
        <p className="max-w-2xl text-ink-muted text-lg leading-7">{pattern.summary}</p>
      </header>
      <Section id="how" heading="How it works">
        {pattern.how.map((text) => (
          <p key={text}>{text}</p>
        ))}
      </Section>
      <Section id="case" heading="A case that happened">
        <p>{pattern.case.text}</p>
        <p className={`text-ink-muted ${linksInside}`}>
          Source:{" "}
          <a href={pattern.case.source} rel="noopener noreferrer">
            {pattern.case.publisher}
          </a>
          , {pattern.case.date}
        </p>
      </Section>
      <Section id="exposed" heading="Which tools it reaches">
        <ul className="grid max-w-2xl gap-3 [&_a]:underline-offset-4 [&_a:hover]:underline [&_p]:text-ink-muted">
          {pattern.exposes.map((category) => (
            <li key={category}>
              <a
                href={askedHref({ of: "tools", query: "", category })}
                aria-label={`${categoryWords[category].name} tools in the catalogue`}
              >
                <CategoryMark category={category} className="font-medium text-sm" />
              </a>
              <p>{pattern.why[category] ?? categoryWords[category].meaning}</p>
            </li>
          ))}
        </ul>
      </Section>
      <Section id="defence" heading="What stops it">
        {pattern.defence.map((text) => (
          <p key={text}>{text}</p>
        ))}
        <PolicyFigure id="policy" text={policyText} label="The policy" />
        <h3 className="mt-2 font-semibold first-letter:uppercase">{demonstration.name}</h3>
        <pre className="overflow-x-auto whitespace-pre-wrap break-all rounded-md bg-sunken px-4 py-3 font-mono text-xs leading-5">
          {callText(pattern)}
        </pre>
        <Verdict judged={judge(policyText, demonstration)} tool={demonstration.call.tool} />
        <AttackSimulator demonstration={demonstration} policyText={policyText} />
      </Section>
    </article>
  );
}

/** The call as it is written in traces. */
export function callText({ demonstration: { call, facts } }: AttackPattern): string {
  const used = Object.entries(facts?.used ?? {}).map(([counter, amount]) => `${counter}: ${amount}`);
  return [
    `tools/call ${call.tool} ${JSON.stringify(call.arguments ?? {})}`,
    ...(used.length > 0 ? [`already used: ${used.join(", ")}`] : []),
  ].join("\n");
}
