/** The theme is a cookie, so that the server draws the right one at once: no script before the first paint, no flash. */
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];
export const themeCookie = "theme";

/** The cookie's value as a theme; anything unknown follows the system. */
export const parseTheme = (value: string | undefined): Theme => themes.find((theme) => theme === value) ?? "system";
