"use client";

import { CircleAlert, CircleCheck, CircleDashed, Download, Trash2, Upload } from "lucide-react";
import { useRef } from "react";
import { describeError } from "../../trpc/describe-error.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { toast } from "../../ui/toast.tsx";
import { casesFile, casesIn } from "./model/case-text.ts";
import type { JudgedTest } from "./model/judge-tests.ts";

export interface TestListProps {
  tests: readonly JudgedTest[];
  editable: boolean;
  fileName: string;
  onOpen: (test: JudgedTest) => void;
  onRemove: (test: JudgedTest) => void;
  onImport: (cases: string[]) => Promise<unknown>;
}

/** The saved cases with what the draft makes of them at this moment. */
export function TestList({ tests, editable, fileName, onOpen, onRemove, onImport }: TestListProps) {
  const file = useRef<HTMLInputElement>(null);
  const failing = tests.filter(({ problem }) => typeof problem === "string").length;
  const read = async (chosen: File | undefined) => {
    if (!chosen) return;
    try {
      const cases = casesIn(await chosen.text());
      await onImport(cases);
      toast(`${cases.length} ${cases.length === 1 ? "test" : "tests"} imported`);
    } catch (error) {
      const told = error instanceof SyntaxError ? "The file is not JSON." : describeError(error).message;
      toast("Nothing was imported", { description: told, tone: "error" });
    }
  };
  const download = () => {
    const url = URL.createObjectURL(new Blob([casesFile(tests.map((test) => test.case))], { type: "application/json" }));
    const link = Object.assign(document.createElement("a"), { href: url, download: fileName });
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Card aria-label="Tests" className="grid gap-2 p-4">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="font-semibold text-[0.9375rem]">Tests</h2>
        <span role="status" className="text-ink-muted text-xs">
          {tests.length === 0 ? "None yet" : failing === 0 ? `${tests.length} pass` : `${failing} of ${tests.length} fail`}
        </span>
        <span className="ml-auto flex gap-1.5">
          {editable ? (
            <>
              <input
                ref={file}
                type="file"
                accept=".json,application/json"
                aria-label="File of tests"
                tabIndex={-1}
                className="sr-only"
                onChange={(event) => {
                  void read(event.target.files?.[0]);
                  event.target.value = "";
                }}
              />
              <Button size="sm" onClick={() => file.current?.click()}>
                <Upload aria-hidden /> Import
              </Button>
            </>
          ) : null}
          <Button size="sm" disabled={tests.length === 0} onClick={download}>
            <Download aria-hidden /> Export
          </Button>
        </span>
      </div>
      <p className="text-ink-muted text-xs">
        They run at every publish; one that fails stops it. Exported, they run with <code className="font-mono">portcullis test</code>.
      </p>
      {tests.length > 0 ? (
        <ul className="divide-y rounded-md border">
          {tests.map((test) => (
            <li key={test.id} className="flex items-start gap-2 px-2.5 py-2">
              <Mark problem={test.problem} />
              <button type="button" className="min-w-0 flex-1 break-words text-left text-sm hover:underline" onClick={() => onOpen(test)}>
                {test.name}
                {test.problem ? <span className="block text-deny text-xs">{test.problem}</span> : null}
              </button>
              {editable ? (
                <Button size="icon-sm" variant="ghost" aria-label={`Delete test ${test.name}`} onClick={() => onRemove(test)}>
                  <Trash2 aria-hidden />
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
      ) : null}
    </Card>
  );
}

function Mark({ problem }: Pick<JudgedTest, "problem">) {
  const [Icon, word, colour] =
    problem === null
      ? ([CircleDashed, "Not judged: ", "text-ink-muted"] as const)
      : problem === undefined
        ? ([CircleCheck, "Passes: ", "text-ok"] as const)
        : ([CircleAlert, "Fails: ", "text-deny"] as const);
  return (
    <>
      <Icon className={`mt-0.5 size-4 shrink-0 ${colour}`} aria-hidden />
      <span className="sr-only">{word}</span>
    </>
  );
}
