// Which Chromium the tests use: the one from npm on Linux, else one that is installed. Never none: without a browser
// the tests fail with a sentence.
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const UNPACKED = fileURLToPath(new URL("../../node_modules/.cache/chromium", import.meta.url));
const INSTALLED = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

export async function findBrowser(): Promise<string> {
  const named = process.env.DAEMION_CHROMIUM;
  if (named !== undefined) {
    if (!existsSync(named)) {
      throw new Error(`DAEMION_CHROMIUM is ${named}, and no file is there.`);
    }
    return named;
  }
  if (process.platform === "linux" && process.arch === "x64") {
    return unpack();
  }
  const installed = INSTALLED.find((path) => existsSync(path));
  if (installed === undefined) {
    throw new Error("The browser tests need Chromium: install it, or point DAEMION_CHROMIUM to one.");
  }
  return installed;
}

/** The package unpacks into the temporary directory; here that is a folder of our own, so that users do not collide. */
async function unpack(): Promise<string> {
  mkdirSync(UNPACKED, { recursive: true });
  const before = process.env.TMPDIR;
  process.env.TMPDIR = UNPACKED;
  try {
    const { default: chromium } = await import("@sparticuz/chromium");
    chromium.setGraphicsMode = false;
    return await chromium.executablePath();
  } finally {
    if (before === undefined) {
      delete process.env.TMPDIR;
    } else {
      process.env.TMPDIR = before;
    }
  }
}
