const {
  ADMISSION_TIMES = "1",
  ADMISSION_SEED,
  SIMULATION_STEPS = "1000000",
  SIMULATION_HISTORIES = "2000",
  SIMULATION_SEED,
  FUZZ_RUNS_TIMES = "1",
  ROTATION_ROWS = "10000",
} = process.env;

const seedOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

/** How many times more than in `npm test`: `npm run test:long` says. */
export const admissionTimes = Number(ADMISSION_TIMES);
export const rotationRows = Number(ROTATION_ROWS);
export const fuzzTimes = Number(FUZZ_RUNS_TIMES);
export const simulationSteps = Number(SIMULATION_STEPS);
export const simulationHistories = Number(SIMULATION_HISTORIES);
/** Undefined: a new one, which the test prints. */
export const admissionSeed = seedOf(ADMISSION_SEED);
export const simulationSeed = seedOf(SIMULATION_SEED);
