/** What people type into a tags field, as the list that is stored: commas or blanks between them. */
export const tagsOf = (text: string): string[] => text.split(/[\s,]+/).filter((tag) => tag !== "");

export const tagsHint = "Words for sorting and for policies, which read them as grant.tags. Put commas between them.";
