"use client";

import { type ButtonHTMLAttributes, type ComponentType, cloneElement, type KeyboardEvent, type ReactElement, useState } from "react";
import { type DropdownProps, fetchMenu } from "../../ui/dropdown.tsx";

type Loaded<P> = { default: ComponentType<P & { trigger: DropdownProps["trigger"] }> };

/**
 * A button whose menu is fetched when somebody reaches for it: menus weigh more than the frame around them. `load` brings a component that
 * draws the menu, open, behind `trigger`.
 */
export function MenuOnDemand<P extends object>({
  button,
  load,
  menu,
}: {
  button: ReactElement<ButtonHTMLAttributes<HTMLButtonElement>>;
  load: () => Promise<Loaded<P>>;
  menu: P;
}) {
  const [Menu, setMenu] = useState<Loaded<P>["default"] | null>(null);
  if (Menu) return <Menu {...menu} trigger={button} />;
  // Without a connection nothing opens, and the next press tries again.
  const both = () => Promise.all([load(), fetchMenu()]).then(([loaded]) => loaded);
  const fetchIt = () => void both().catch(() => undefined);
  const open = () =>
    void both().then(
      ({ default: loaded }) => setMenu(() => loaded),
      () => undefined,
    );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    open();
  };
  return cloneElement(button, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onPointerEnter: fetchIt,
    onFocus: fetchIt,
    onClick: open,
    onKeyDown,
  });
}
