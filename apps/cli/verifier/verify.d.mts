export type Finding = { code: string; n: string | null; sentence: string };
export type Report = {
  ok: boolean;
  organization: { id: string; slug: string };
  exportedAt: string;
  records: number;
  first: string;
  last: string;
  signedThrough: string;
  checkpoints: number;
  purgedThrough: string | null;
  waiting: number;
  keys: { id: string; pinned: boolean }[];
  findings: Finding[];
  findingsInAll: number;
};
export class Unreadable extends Error {}
export function verifyExport(folder: string, options?: { keys?: string[]; checkpoints?: string[] }): Promise<Report>;
export function reportText(report: Report): string;
export function main(args: string[], out: (text: string) => void, error: (line: string) => void): Promise<0 | 1 | 2>;
