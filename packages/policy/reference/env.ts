/** The only place of this folder that reads the environment: how many decisions are compared, and from which seed on. */
const { POLICY_CASES = "20000", POLICY_SEED = String(Date.now() % 2 ** 31) } = process.env;

const wholeNumber = (name: string, text: string): number => {
  if (!/^[0-9]{1,10}$/.test(text)) throw new RangeError(`${name} is a whole number, not ${JSON.stringify(text)}`);
  return Number(text);
};

export const policyCases = wholeNumber("POLICY_CASES", POLICY_CASES);
export const policySeed = wholeNumber("POLICY_SEED", POLICY_SEED);
