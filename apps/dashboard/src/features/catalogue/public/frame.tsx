import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { parseTheme, themeCookie } from "../../../ui/theme.ts";
import { FrameFooter, FrameHeader } from "./frame-parts.tsx";
import { type Questions, QuestionsData } from "./questions-data.tsx";
import { StructuredData } from "./structured-data.tsx";

export interface FrameProps {
  children: ReactNode;
  /** The page's own path, to mark it in the navigation and to name its Markdown twin. */
  path: string;
  /** JSON-LD. */
  data?: readonly Record<string, unknown>[];
  /** Those that the page answers. */
  questions?: Questions;
}

/** What every public page stands in: the way around above, the way on below. Plain links, so that it works before and without scripts. */
export async function Frame({ children, path, data = [], questions }: FrameProps) {
  const theme = parseTheme((await cookies()).get(themeCookie)?.value);
  return (
    <>
      <FrameHeader path={path} theme={theme} />
      <main className="mx-auto max-w-6xl px-4 pt-6 pb-20 sm:px-6 sm:pt-10">{children}</main>
      <FrameFooter path={path} />
      <StructuredData of={data} />
      {questions ? <QuestionsData of={questions} /> : null}
    </>
  );
}
