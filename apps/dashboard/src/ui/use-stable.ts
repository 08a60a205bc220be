"use client";

import { useCallback, useLayoutEffect, useRef } from "react";

/** A handler that stays the same function while what it does is always the latest render's: for lines of a list that are drawn only when they change. */
export function useStable<Values extends unknown[], Result>(run: (...values: Values) => Result): (...values: Values) => Result {
  const latest = useRef(run);
  useLayoutEffect(() => {
    latest.current = run;
  });
  return useCallback((...values: Values) => latest.current(...values), []);
}
