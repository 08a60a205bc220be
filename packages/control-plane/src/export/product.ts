/** Who says it, in formats that ask for that. */
export const product = { name: "Portcullis", vendor: "Portcullis", version: "0.1.0" } as const;
