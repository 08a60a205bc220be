import { ChannelsPage } from "../../../../features/channels/channels-page.tsx";

export const metadata = { title: "Notifications" };

export default function Page() {
  return <ChannelsPage />;
}
