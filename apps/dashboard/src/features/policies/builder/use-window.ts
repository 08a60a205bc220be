"use client";

import { type RefObject, useCallback, useState } from "react";

const overscan = 6;

/** The part of a long list of equal rows that is worth drawing. */
export function useWindow(count: number, rowPixels: number, box: RefObject<HTMLElement | null>) {
  const [top, setTop] = useState(0);
  const height = box.current?.clientHeight ?? 640;
  const from = Math.max(0, Math.floor(top / rowPixels) - overscan);
  const to = Math.min(count, Math.ceil((top + height) / rowPixels) + overscan);
  const onScroll = useCallback(() => setTop(box.current?.scrollTop ?? 0), [box]);
  /** Scrolls as little as needed to show a row. */
  const reveal = useCallback(
    (index: number) => {
      const element = box.current;
      if (!element) return;
      if (index * rowPixels < element.scrollTop) element.scrollTop = index * rowPixels;
      else if ((index + 1) * rowPixels > element.scrollTop + element.clientHeight)
        element.scrollTop = (index + 1) * rowPixels - element.clientHeight;
      setTop(element.scrollTop);
    },
    [box, rowPixels],
  );
  return { from, to, onScroll, reveal };
}
