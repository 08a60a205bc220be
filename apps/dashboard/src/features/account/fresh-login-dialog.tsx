"use client";

import dynamic from "next/dynamic";
import { useEffect, useRef, useState } from "react";
import { onFreshLoginNeeded } from "../../trpc/fresh-login.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";

// Of every page, and needed on few of them.
const FreshLoginSteps = dynamic(() => import("./fresh-login-steps.tsx"), { ssr: false, loading: () => <SkeletonRows rows={1} /> });

/** Asks for the password where the server wants a login of the last minutes; what was asked for then goes on by itself. */
export function FreshLoginDialog() {
  const [open, setOpen] = useState(false);
  const answer = useRef<((done: boolean) => void) | null>(null);
  const settle = (done: boolean) => {
    setOpen(false);
    answer.current?.(done);
    answer.current = null;
  };
  useEffect(
    () =>
      onFreshLoginNeeded(
        () =>
          new Promise((resolve) => {
            answer.current = resolve;
            setOpen(true);
          }),
      ),
    [],
  );
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : settle(false))}
      title="Confirm that it is you"
      description="This asks for a login of the last 5 minutes. What you have begun goes on afterwards."
      className="max-w-sm"
    >
      <FreshLoginSteps onDone={() => settle(true)} onCancel={() => settle(false)} />
    </Dialog>
  );
}
