/** Where a list goes on; the same for the server, which reads its first page, and the browser. */
export const nextPage = { getNextPageParam: (page: { next: string | null }) => page.next ?? undefined };
