import { join } from "node:path";
import {
  answers,
  chooseBuiltIn,
  composer,
  ended,
  expect,
  LOST,
  openModelThread,
  questions,
  say,
  test,
} from "./support/test";

test.describe("the gateway dies", () => {
  test.use({ expectedComplaints: { any: LOST } });
  test.setTimeout(90_000);

  test("in the middle of an answer: the page comes back, nothing is lost, nothing doubled", async ({
    paired: page,
    gateway,
  }) => {
    await openModelThread(page, gateway, "Power cut");
    await say(page, "first words");
    await ended(page);
    await say(page, "count to 400");
    await expect(answers(page).last()).toContainText("1 2 3 4 5");
    await gateway.kill();
    await expect(page.getByText("Connection lost")).toBeVisible();

    // What is written meanwhile is kept, shown, and sent once it can be.
    await composer(page).fill("written in the dark");
    await composer(page).press("Enter");
    await expect(questions(page).last()).toContainText("written in the dark");

    await gateway.start();
    await expect(page.getByText("Connection lost")).toBeHidden({ timeout: 20_000 });
    await expect(await ended(page)).toContainText("You said: written in the dark");
    await expect(questions(page)).toHaveCount(3);
    await expect(answers(page)).toHaveCount(3);
    await expect(answers(page).nth(1)).toHaveAttribute("data-status", "partial");
    await expect(page.getByText("You said: first words")).toHaveCount(1);

    const shown = await page.locator("article.turn .bubble").allInnerTexts();
    await page.reload();
    await expect(questions(page)).toHaveCount(3);
    expect(await page.locator("article.turn .bubble").allInnerTexts()).toEqual(shown);
    await expect(answers(page)).toHaveCount(3);
  });

  test("while an approval waits: the question is still there and can be answered", async ({
    paired: page,
    gateway,
  }) => {
    await chooseBuiltIn(page);
    await page.getByText("Act", { exact: true }).click();
    await say(page, `create a file ${join(gateway.work, "patient.txt")} with patience`);
    const card = page.locator(".approval").last();
    await expect(card).toHaveAttribute("data-status", "pending", { timeout: 20_000 });
    await gateway.kill();
    await expect(page.getByText("Connection lost")).toBeVisible();
    await gateway.start();
    await expect(page.getByText("Connection lost")).toBeHidden({ timeout: 20_000 });
    await expect(page.locator(".approval")).toHaveCount(1);
    await card.getByRole("button", { name: "Approve" }).click();
    await expect(card).toHaveAttribute("data-status", "approved");
    await expect(answers(page).first()).toHaveAttribute("data-status", "complete", { timeout: 20_000 });
  });

  test("the app opens without it, from what the browser kept", async ({ paired: page, gateway }) => {
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await gateway.kill();
    await page.reload();
    await expect(composer(page)).toBeVisible();
    await expect(page.getByText("Connection lost")).toBeVisible();
    await gateway.start();
    await expect(page.getByText("Connection lost")).toBeHidden({ timeout: 20_000 });
  });
});
