"use client";

import { useState } from "react";
import { Button } from "../../ui/button.tsx";

export interface ProviderChoice {
  id: "github" | "google";
  label: string;
}

/** Entrance by GitHub or Google, where the installation has them. */
export function ProviderButtons({ providers, next }: { providers: ProviderChoice[]; next: string }) {
  const [busy, setBusy] = useState<string | null>(null);
  if (providers.length === 0) return null;
  return (
    <div className="mb-5 grid gap-2">
      {providers.map(({ id, label }) => (
        <Button
          key={id}
          className="h-10"
          loading={busy === id}
          onClick={() => {
            setBusy(id);
            void import("next-auth/react").then(({ signIn }) => signIn(id, { callbackUrl: next }));
          }}
        >
          Continue with {label}
        </Button>
      ))}
      <p className="mt-3 flex items-center gap-3 text-ink-muted text-xs before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or with your e-mail
      </p>
    </div>
  );
}
