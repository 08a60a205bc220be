"use client";

import { TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import type { AppRouter } from "./router/index.ts";

/** Asks the person for their password; false when they would rather not. Set by the dialog while it is on the page. */
type Ask = () => Promise<boolean>;

let asker: Ask | null = null;
let asking: Promise<boolean> | null = null;

/** Makes `ask` what {@link freshLoginLink} turns to. Returns how to take it back. */
export function onFreshLoginNeeded(ask: Ask): () => void {
  asker = ask;
  return () => {
    if (asker === ask) asker = null;
  };
}

/** Asks once, however many requests need it at the same time. */
export function askForFreshLogin(): Promise<boolean> {
  if (!asker) return Promise.resolve(false);
  asking ??= asker().finally(() => {
    asking = null;
  });
  return asking;
}

/** A request that needs a login of the last minutes waits for the password, and is then sent once more by itself. */
export const freshLoginLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) => {
      let inner = next(op).subscribe({
        next: (value) => observer.next(value),
        complete: () => observer.complete(),
        error: (error) => {
          if (!needsFreshLogin(error)) return observer.error(error);
          void askForFreshLogin().then((done) => {
            if (!done) return observer.error(error);
            inner = next(op).subscribe(observer);
          });
        },
      });
      return () => inner.unsubscribe();
    });

const needsFreshLogin = (error: unknown): boolean => error instanceof TRPCClientError && error.data?.reason === "fresh_login";
