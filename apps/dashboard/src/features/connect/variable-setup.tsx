import { CodeBlock } from "../../ui/code-block.tsx";
import { variableHints, variableSetup } from "./variables.ts";

/** How to set the variable without leaving the token in the shell's history. */
export function VariableSetup({ variable }: { variable: keyof typeof variableSetup }) {
  const { meaning, posix, powershell } = variableSetup[variable];
  return (
    <section className="grid gap-2">
      <h4 className="font-medium text-sm">
        Put {meaning} into <code className="font-mono text-xs">{variable}</code>
      </h4>
      <p className="text-ink-muted text-xs">The command waits: paste the token and press Enter. Nothing is shown while you paste.</p>
      <CodeBlock code={posix} caption="bash, zsh" copyLabel="Copy command for bash and zsh" wrap />
      <CodeBlock code={powershell} caption="PowerShell 7.1 or later" copyLabel="Copy command for PowerShell" wrap />
      <details className="text-ink-muted text-xs">
        <summary>Why like this, and what if the client does not see it</summary>
        <ul className="mt-1.5 grid list-disc gap-1 pl-4">
          {variableHints.map((hint) => (
            <li key={hint}>{hint}</li>
          ))}
        </ul>
      </details>
    </section>
  );
}
