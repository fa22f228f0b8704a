import { tell } from "../state/notice";

/** True when the text is on the clipboard; says so when the browser refuses. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    tell("The browser does not let this page copy. Select the text and copy it by hand.");
    return false;
  }
}
