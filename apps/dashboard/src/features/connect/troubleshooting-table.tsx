import { Card, CardHeader } from "../../ui/card.tsx";
import { troubleshooting } from "./troubleshooting.ts";

/** What is seen when it fails, why, and what to do; a table on wide screens, a list of short blocks on narrow ones. */
export function TroubleshootingTable() {
  return (
    <Card>
      <CardHeader title="When it does not connect" />
      <table className="block w-full text-left text-sm md:table">
        <caption className="sr-only">What you see, the usual cause, and what to do</caption>
        <thead className="hidden border-b text-ink-muted text-xs md:table-header-group">
          <tr>
            <th scope="col" className="w-1/4 px-5 py-2 font-medium">
              You see
            </th>
            <th scope="col" className="px-5 py-2 font-medium">
              Usual cause
            </th>
            <th scope="col" className="px-5 py-2 font-medium">
              What to do
            </th>
          </tr>
        </thead>
        <tbody className="block divide-y md:table-row-group">
          {troubleshooting.map((row) => (
            <tr key={row.seen} className="grid gap-0.5 px-4 py-3 md:table-row md:p-0">
              <th scope="row" className="text-left align-top font-medium md:px-5 md:py-2.5">
                {row.seen}
              </th>
              <td className="align-top text-ink-muted md:px-5 md:py-2.5">{row.cause}</td>
              <td className="align-top md:px-5 md:py-2.5">{row.remedy}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
