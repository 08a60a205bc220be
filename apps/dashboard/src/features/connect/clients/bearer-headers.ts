/** The `headers` object of a client's entry, with the variable written as that client spells it. */
export const bearerHeaders = (variable: string): { Authorization: string } => ({ Authorization: `Bearer ${variable}` });

/** The ways in which clients spell "the value of PORTCULLIS_TOKEN"; each client expands its own. */
export const spelling = {
  braces: variable("", "PORTCULLIS_TOKEN"),
  env: variable("env:", "PORTCULLIS_TOKEN"),
  input: variable("input:", "portcullis-token"),
  bareEnv: "{env:PORTCULLIS_TOKEN}",
};

function variable(namespace: string, name: string): string {
  return `\${${namespace}${name}}`;
}
