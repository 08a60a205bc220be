"use client";

import { type RefObject, useEffect } from "react";

/** After a refused form, puts the focus on the first field that has to be changed. `refusal` is the error, a new object each time. */
export function useFocusInvalid(form: RefObject<HTMLFormElement | null>, refusal: unknown) {
  useEffect(() => {
    if (refusal) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [form, refusal]);
}
