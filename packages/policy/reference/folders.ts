/** The segments of an absolute POSIX path; undefined for one that readers could take differently (section 9). */
export function pathSegments(path: string): string[] | undefined {
  if (!path.startsWith("/") || path.includes("//") || path.includes("\\")) return undefined;
  if (/%(?:2f|5c|25|2e)/i.test(path) || /\p{Cc}/u.test(path)) return undefined;
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  return segments.includes("..") ? undefined : segments;
}

/** Is the path the folder itself or below it? */
export const inFolder = (segments: string[], folder: string): boolean =>
  pathSegments(folder)!.every((segment, index) => segments[index] === segment);
