import Link from "next/link";
import { Button } from "../../ui/button.tsx";
import { Card, CardHeader } from "../../ui/card.tsx";
import { useOrganization } from "../shell/organization-context.tsx";

/** The way from the settings to the API keys. */
export function ApiKeysCard() {
  const { slug } = useOrganization();
  return (
    <Card className="[&>header]:border-b-0">
      <CardHeader
        title="API keys"
        description="Let scripts and pipelines manage this organization, within the scopes that you choose."
        actions={
          <Button asChild size="sm">
            <Link href={`/o/${slug}/settings/api-keys`}>Manage API keys</Link>
          </Button>
        }
      />
    </Card>
  );
}
