/** About four characters of JSON make a token; nobody's tokenizer is exact for all models. */
export const tokensOf = (characters: number) => Math.ceil(characters / 4);
