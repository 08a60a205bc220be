/** How many questions the page puts into one request; the server takes no more: each is cheap alone, a thousand of them are not. */
export const batchMax = 20;
