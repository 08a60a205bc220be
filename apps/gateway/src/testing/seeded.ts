/** The seed of a random test: `WIRE_SEED` where it is set, and printed, so that a red run can be repeated. */
export function seed(test: string): number {
  const chosen = Number(process.env.WIRE_SEED ?? 20261122);
  console.info(`${test}: WIRE_SEED=${chosen}`);
  return chosen;
}
