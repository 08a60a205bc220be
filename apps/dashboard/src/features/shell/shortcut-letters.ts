const place = "portcullis.letters";

/** Whether single letters are shortcuts in this browser. */
export function shortcutsAreOn(): boolean {
  try {
    return localStorage.getItem(place) !== "off";
  } catch {
    return true; // storage is closed to us; the default holds
  }
}

export function turnShortcuts(on: boolean) {
  try {
    localStorage.setItem(place, on ? "on" : "off");
  } catch {
    // Then it holds until the page is left.
  }
}
