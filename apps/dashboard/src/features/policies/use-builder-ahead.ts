"use client";

import { useEffect } from "react";

/** Fetches builder and editor while the person reads the list, so that a policy opens at once. Not on a connection that is to be spared. */
export function useBuilderAhead() {
  useEffect(() => {
    const { connection } = navigator as { connection?: { saveData?: boolean } };
    if (connection?.saveData) return;
    const fetchBoth = () =>
      void Promise.all([import("./builder/policy-builder.tsx"), import("./editor/policy-editor.tsx")]).catch(() => undefined);
    if (typeof requestIdleCallback !== "function") {
      const timer = setTimeout(fetchBoth, 500);
      return () => clearTimeout(timer);
    }
    const handle = requestIdleCallback(fetchBoth, { timeout: 2_000 });
    return () => cancelIdleCallback(handle);
  }, []);
}
