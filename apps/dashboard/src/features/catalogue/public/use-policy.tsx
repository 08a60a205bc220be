"use client";

import { ArrowRight } from "lucide-react";
import { Button } from "../../../ui/button.tsx";

/** The button to a server's recommended policy. A component of the browser so that the page carries its address alone beside the HTML. */
export function UsePolicy({ href }: { href: string }) {
  return (
    <Button asChild variant="primary" size="lg">
      <a href={href}>
        Use the recommended policy
        <ArrowRight aria-hidden />
      </a>
    </Button>
  );
}
