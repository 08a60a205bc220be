/** The theme is a cookie, so that the server draws the right one at once: no script before the first paint, no flash. */
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];
export const themeCookie = "theme";

/** The cookie's value as a theme; anything unknown follows the system. */
export const parseTheme = (value: string | undefined): Theme => themes.find((theme) => theme === value) ?? "system";

export const themeEvent = "portcullis-theme";

/** Draws the page in the theme and keeps it for a year. For the browser. */
export function rememberTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in two of the big browsers
  document.cookie = `${themeCookie}=${theme}; path=/; max-age=31536000; samesite=lax`;
  dispatchEvent(new CustomEvent(themeEvent, { detail: theme }));
}
