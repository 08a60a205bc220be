import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Field } from "../../ui/field.tsx";
import { Input, Textarea } from "../../ui/input.tsx";
import { type ContactProblem, contactProblems, contactWords } from "./contact-words.ts";

/** The contact page: a plain form, sent by the browser itself, and what came of it. */
export function ContactView({ sent, problem }: { sent: boolean; problem: ContactProblem | null }) {
  if (sent)
    return (
      <div className="grid max-w-xl gap-3" role="status">
        <h1 className="font-semibold text-3xl tracking-tight">{contactWords.sentTitle}</h1>
        <p className="text-ink-muted text-lg leading-7">{contactWords.sent}</p>
        <p>
          <a href="/catalogue" className="font-medium text-accent-ink underline underline-offset-4">
            Go to the catalogue
          </a>
        </p>
      </div>
    );
  return (
    <div className="grid max-w-xl gap-6">
      <header className="grid gap-3">
        <h1 className="font-semibold text-3xl tracking-tight">{contactWords.title}</h1>
        <p className="text-ink-muted text-lg leading-7">{contactWords.lead}</p>
      </header>
      {problem ? <Callout tone="error" title={contactProblems[problem]} /> : null}
      <form action="/contact/send" method="post" className="grid gap-4 rounded-xl border bg-surface p-5 shadow-card sm:p-6">
        <Field label="Name">
          <Input name="name" autoComplete="name" required maxLength={100} />
        </Field>
        <Field label="E-mail">
          <Input name="email" type="email" autoComplete="email" required maxLength={254} />
        </Field>
        <Field label="Message">
          <Textarea name="message" required maxLength={5000} rows={7} />
        </Field>
        {/* Nobody sees it; what fills it in is a program. */}
        <div hidden>
          <label htmlFor="website">Leave this empty</label>
          <input id="website" name="website" tabIndex={-1} autoComplete="off" />
        </div>
        <Button type="submit" variant="primary" className="h-10 justify-self-start px-6">
          Send
        </Button>
        <p className="text-ink-muted text-xs">{contactWords.promise}</p>
      </form>
    </div>
  );
}
