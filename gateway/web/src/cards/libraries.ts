// Libraries that the document of a renderer may ask for. They are files of ours, handed to its frame as text: the frame
// itself reaches no network.
import mermaid from "mermaid/dist/mermaid.min.js?url";

const ADDRESSES: ReadonlyMap<string, string> = new Map([["mermaid", mermaid]]);
const texts = new Map<string, Promise<string>>();

/** Fetched once for all frames. */
export function libraryText(name: string): Promise<string> {
  const known = texts.get(name);
  if (known !== undefined) {
    return known;
  }
  const text = fetched(name);
  texts.set(name, text);
  text.catch(() => texts.delete(name));
  return text;
}

async function fetched(name: string): Promise<string> {
  const address = ADDRESSES.get(name);
  if (address === undefined) {
    throw new Error(`there is no library called ${name} here`);
  }
  const response = await fetch(address);
  if (!response.ok) {
    throw new Error(`the library ${name} was not found (status ${response.status})`);
  }
  return response.text();
}
