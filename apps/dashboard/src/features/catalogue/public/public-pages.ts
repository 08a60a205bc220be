/** The pages that anybody may read, as every public page links them. */
export const publicPages = [
  ["Catalogue", "/catalogue"],
  ["Attacks", "/attacks"],
  ["Check your setup", "/scan"],
  ["Contact", "/contact"],
] as const;
