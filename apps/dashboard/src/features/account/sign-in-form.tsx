"use client";

import { type FormEvent, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";

export function SignInForm({ next, problem: initialProblem }: { next: string; problem: string | null }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState(initialProblem);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    const refused = await trySignIn(email, password);
    if (refused === null) return location.assign(next);
    setProblem(refused);
    setBusy(false);
  };

  return (
    <form method="post" className="grid gap-4" onSubmit={(event) => void submit(event)} noValidate>
      {problem ? <Callout tone="error" title={problem} /> : null}
      <Field label="E-mail">
        <Input
          name="email"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </Field>
      <Field label="Password">
        <Input
          name="password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Field>
      <Button type="submit" variant="primary" className="mt-1 h-10" loading={busy}>
        Sign in
      </Button>
    </form>
  );
}

/** null when signed in, else the sentence that says why not. */
async function trySignIn(email: string, password: string): Promise<string | null> {
  try {
    const { signIn } = await import("next-auth/react");
    const answer = await signIn("credentials", { email, password, redirect: false });
    if (answer?.ok && !answer.error) return null;
    return answer?.error ?? "Signing in did not work. Try again.";
  } catch {
    return "The dashboard did not answer. Check your connection and try again.";
  }
}
