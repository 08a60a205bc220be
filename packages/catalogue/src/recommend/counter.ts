/** The name of the quota of one tool: the tool's name and `_rate`. */
export function counterOf(toolName: string): string {
  return `${toolName}_rate`;
}
