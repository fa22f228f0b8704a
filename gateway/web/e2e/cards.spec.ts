import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import type { Gateway } from "./support/gateway";
import { answers, composer, ended, expect, expectAccessible, openModelThread, say, test } from "./support/test";

const SHOTS = fileURLToPath(new URL("../../target/web-screenshots", import.meta.url));

/** Has the model say it: the test's model repeats what it is told. */
async function tell(page: Page, text: string): Promise<void> {
  await say(page, `draw\n${text}`);
  await ended(page);
}

const block = (type: string, data: object) => `\n\`\`\`${type}\n${JSON.stringify(data)}\n\`\`\``;

test.describe("renderers", () => {
  for (const { name, viewport } of [
    { name: "phone", viewport: { width: 390, height: 844 } },
    { name: "desktop", viewport: { width: 1280, height: 800 } },
  ]) {
    test.describe(name, () => {
      test.use({ viewport });

      test("draw charts, tables and forms an answer brings", async ({ paired: page, gateway }) => {
        await openModelThread(page, gateway, `Drawn on a ${name}`);
        await tell(
          page,
          [
            block("application/vnd.daemion.chart+json", {
              kind: "area",
              title: "Turns per day",
              x: ["Mon", "Tue", "Wed", "Thu"],
              series: [
                { name: "yours", values: [12, 30, 22, 41] },
                { name: "theirs", values: [10, 28, 25, 39] },
              ],
            }),
            block("application/vnd.daemion.table+json", {
              columns: ["agent", "turns"],
              rows: [
                ["pulse", 4],
                ["daemion", 12],
              ],
            }),
            block("application/vnd.daemion.form+json", {
              title: "Which backup?",
              fields: [{ name: "kind", label: "Kind", options: ["full", "changes"] }],
              submit: "Start",
            }),
          ].join("\n"),
        );
        const answer = answers(page).last();
        await expect(answer.getByRole("img", { name: /Turns per day/ })).toBeVisible();
        await answer.getByRole("button", { name: "turns" }).click();
        await expect(answer.getByRole("row").nth(-2)).toContainText("pulse");
        await expectAccessible(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
        await page.screenshot({ path: `${SHOTS}/${name}-light-cards.png` });
        await answer.getByLabel("Kind").selectOption("full");
        await answer.getByRole("button", { name: "Start" }).click();
        await expect(page.locator("article.turn-user").last()).toContainText("- Kind: full");
        await ended(page);
      });
    });
  }

  test("made by an agent draws once it is approved, in answers that are there already", async ({
    paired: page,
    gateway,
  }) => {
    await openModelThread(page, gateway, "Later drawn");
    await tell(page, block("application/vnd.test.weather+json", { town: "Bergen", degrees: 7 }));
    const answer = answers(page).last();
    await expect(answer.locator("pre")).toContainText('"Bergen"');
    const id = await addRenderer(gateway, { component: "Heading", text: { path: "/town" } });
    await expect(answer.getByText("Bergen", { exact: true })).toBeVisible();
    await gateway.call("POST", `/extensions/${id}/toggle`, { enabled: false });
    await expect(answer.getByText("Bergen", { exact: true })).toHaveCount(0);
    await expect(answer.locator("pre")).toContainText('"Bergen"');
  });
});

async function addRenderer(gateway: Gateway, template: object): Promise<string> {
  const extension = await gateway.call("POST", "/extensions", {
    type: "renderer",
    name: "weather",
    description: "Shows the weather.",
    definition: { contentType: "application/vnd.test.weather+json", template },
    enabled: true,
  });
  return extension.id;
}

test.describe("actions", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("stand on the messages they are for, and do what they say", async ({ paired: page, gateway }) => {
    await openModelThread(page, gateway, "Acted on");
    await tell(page, "the first word");
    await tell(page, "the second word");
    const [first, last] = [answers(page).first(), answers(page).last()];
    await expect(last.getByRole("button", { name: "Again" })).toBeVisible();
    await expect(first.getByRole("button", { name: "Again" })).toHaveCount(0);
    await expect(first.getByRole("button", { name: "Copy", exact: true })).toBeVisible();

    await last.getByRole("button", { name: "More to do with this message" }).tap();
    await expect(page.getByRole("menuitem", { name: "Summarise" })).toBeInViewport();
    await expectAccessible(page);
    await page.screenshot({ path: `${SHOTS}/phone-light-actions.png` });
    await page.getByRole("menuitem", { name: "Simpler" }).tap();
    await expect(answers(page)).toHaveCount(3);
    await ended(page);
    await expect(page.locator("article.turn-user").last()).toContainText("Say this again in plainer words");
    await expect(page.locator("article.turn-user").last()).toContainText("the second word");

    await page.locator("article.turn-user").nth(1).getByRole("button", { name: "Edit" }).tap();
    await expect(composer(page)).toHaveValue("draw\nthe second word");
    await expect(page.locator("article.turn-user")).toHaveCount(1);

    const id = (await gateway.call("GET", "/extensions?type=action&q=summarise"))[0].id;
    await gateway.call("POST", `/extensions/${id}/toggle`, { enabled: false });
    await answers(page).last().getByRole("button", { name: "More to do with this message" }).tap();
    await expect(page.getByRole("menuitem", { name: "Simpler" })).toBeVisible();
    await expect(page.getByRole("menuitem", { name: "Summarise" })).toHaveCount(0);
    await gateway.call("POST", `/extensions/${id}/toggle`, { enabled: true });
  });
});
