// The test of Playwright with what every test here has: the running gateway, a model server, a paired page, and the rule
// that a page which complains on its console has failed.
import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { Gateway } from "./gateway";
import { ModelServer } from "./model";

export { expect };

interface Fixtures {
  /** What the console may say in this test; the browser itself reports refused and lost requests there. */
  expectedComplaints: { any: RegExp[] };
  /** A page with a device token of its own, at a new thread. */
  paired: Page;
  /** One more paired page, in a browser profile of its own. */
  another: () => Promise<Page>;
}

interface Shared {
  gateway: Gateway;
  model: ModelServer;
}

/** What a lost connection makes the browser say. */
export const LOST = [
  /ERR_CONNECTION_REFUSED/,
  /WebSocket connection to/,
  /ERR_CONNECTION_RESET/,
  /ERR_EMPTY_RESPONSE/,
  /ERR_INCOMPLETE_CHUNKED/,
];

export const MODEL = "openai/test-model";

export const test = base.extend<Fixtures, Shared>({
  model: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern
    async ({}, use) => {
      const model = new ModelServer();
      await model.start();
      await use(model);
      await model.stop();
    },
    { scope: "worker" },
  ],
  gateway: [
    async ({ model }, use) => {
      const gateway = new Gateway({ OPENAI_BASE_URL: model.url, OPENAI_API_KEY: "sk-browser-tests" });
      await gateway.start();
      await use(gateway);
      await gateway.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  expectedComplaints: [{ any: [] }, { option: true }],
  context: async ({ context, expectedComplaints }, use) => {
    const complaints = watch(context);
    await use(context);
    expect(unexpected(complaints, expectedComplaints)).toEqual([]);
  },
  paired: async ({ context, gateway }, use) => {
    await use(await openPaired(context, gateway, "First browser"));
  },
  another: async ({ browser, gateway, expectedComplaints }, use) => {
    const contexts: BrowserContext[] = [];
    const complaints: string[][] = [];
    await use(async () => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
      contexts.push(context);
      complaints.push(watch(context));
      return openPaired(context, gateway, "Second browser");
    });
    for (const context of contexts) {
      await context.close();
    }
    expect(unexpected(complaints.flat(), expectedComplaints)).toEqual([]);
  },
});

/** Console errors and warnings, page errors, and violations of the content security policy, as they come. */
function watch(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") {
      complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  context.on("weberror", (error) => complaints.push(`uncaught: ${error.error().stack ?? error.error().message}`));
  return complaints;
}

function unexpected(complaints: string[], expected: { any: RegExp[] }): string[] {
  return complaints.filter((complaint) => !expected.any.some((pattern) => pattern.test(complaint)));
}

async function openPaired(context: BrowserContext, gateway: Gateway, name: string): Promise<Page> {
  const paired = await gateway.pair(name);
  await context.addInitScript(({ token, device }) => {
    // What stands in a frame is not our page and has no storage.
    if (location.protocol === "about:" || self !== top) {
      return;
    }
    if (localStorage.getItem("daemion.token") === null && sessionStorage.getItem("was-paired") === null) {
      localStorage.setItem("daemion.token", token);
      localStorage.setItem("daemion.device", device);
      sessionStorage.setItem("was-paired", "yes");
    }
  }, paired);
  const page = await context.newPage();
  await page.goto(gateway.url);
  await expect(page.getByRole("heading", { name: "What shall we do?" })).toBeVisible();
  return page;
}

export const composer = (page: Page) => page.getByRole("textbox", { name: "Message" });

export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await page.getByRole("button", { name: "Send" }).click();
}

/** Chooses the agent that needs no model for the thread that is about to begin. */
export async function chooseBuiltIn(page: Page): Promise<void> {
  await page.getByLabel("Model").selectOption("built-in");
}

export const answers = (page: Page) => page.locator("article.turn-answer");
export const questions = (page: Page) => page.locator("article.turn-user");

/** The last answer, when it has ended. */
export async function ended(page: Page, status: "complete" | "partial" = "complete") {
  const answer = answers(page).last();
  await expect(answer).toHaveAttribute("data-status", status, { timeout: 20_000 });
  return answer;
}

/** A thread with the slow model, made over the interface and opened in the page. */
export async function openModelThread(page: Page, gateway: Gateway, title: string): Promise<string> {
  const thread = await gateway.call("POST", "/threads", { title, model: MODEL });
  await page.evaluate((id) => {
    location.hash = `#/t/${id}`;
  }, thread.id);
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  return thread.id;
}

/** No violation of WCAG 2.2 A and AA that a machine can find. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  expect(
    violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join(" | ")}`,
    ),
  ).toEqual([]);
}
