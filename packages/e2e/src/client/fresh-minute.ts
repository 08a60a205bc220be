/** Waits until at least `secondsLeft` remain of the calendar minute, so that a series of calls falls into one window. */
export async function freshMinute(secondsLeft: number) {
  const left = 60_000 - (Date.now() % 60_000);
  if (left >= secondsLeft * 1000) return;
  await new Promise((resolve) => setTimeout(resolve, left + 200));
}
