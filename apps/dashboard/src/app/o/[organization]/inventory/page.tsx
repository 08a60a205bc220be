import { InventoryPage } from "../../../../features/inventory/inventory-page.tsx";
import { pageQueries } from "../../../../trpc/server.tsx";

export const metadata = { title: "Inventory" };

export default async function Page({ params }: { params: Promise<{ organization: string }> }) {
  const { trpc, prefetch, Hydrate } = pageQueries((await params).organization);
  await prefetch(trpc.inventory.get.queryOptions());
  return (
    <Hydrate>
      <InventoryPage />
    </Hydrate>
  );
}
