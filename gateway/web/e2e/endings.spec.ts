import { answers, ended, expect, LOST, MODEL, openModelThread, questions, say, test } from "./support/test";

test.describe("an answer that did not come to its end says why, after a reload too", () => {
  test("stopped", async ({ paired: page, gateway }) => {
    await openModelThread(page, gateway, "Too long");
    await say(page, "count to 400");
    await expect(answers(page).last()).toContainText("1 2 3");
    await page.getByRole("button", { name: "Stop", exact: true }).click();
    await ended(page, "partial");
    await page.reload();
    const answer = await ended(page, "partial");
    await expect(answer.locator(".tag")).toHaveText("Stopped");
    await expect(answer.locator(".turn-foot")).toContainText(/\d(\.\d)? (s|ms)/);
    await expect(answer.getByRole("alert")).toHaveCount(0);
  });

  test("failed, and trying again says the same again", async ({ paired: page, gateway }) => {
    await openModelThread(page, gateway, "Failed");
    await say(page, "fail please");
    await ended(page, "partial");
    await page.reload();
    const answer = await ended(page, "partial");
    await expect(answer.locator(".tag")).toHaveText("Failed");
    await expect(answer.getByRole("alert")).toContainText("refused the key");
    await answer.getByRole("button", { name: "Try again" }).click();
    await expect(questions(page)).toHaveCount(2);
    await expect(questions(page).last()).toContainText("fail please");
  });

  test.describe("interrupted", () => {
    test.use({ expectedComplaints: { any: LOST } });
    test.setTimeout(90_000);

    test("by a restart", async ({ paired: page, gateway }) => {
      await openModelThread(page, gateway, "Interrupted");
      await say(page, "count to 400");
      await expect(answers(page).last()).toContainText("1 2 3");
      await gateway.kill();
      await gateway.start();
      await expect(answers(page).last().locator(".tag")).toHaveText("Interrupted", { timeout: 20_000 });
      await page.reload();
      const answer = await ended(page, "partial");
      await expect(answer.locator(".tag")).toHaveText("Interrupted");
      await expect(answer.getByRole("alert")).toContainText("stopped while this was being answered");
      await expect(answer.getByRole("button", { name: "Try again" })).toBeVisible();
    });
  });
});

test.describe("a spent budget", () => {
  test.use({ expectedComplaints: { any: [/status of 429/] } });

  test("is said, and the built-in agent answers instead", async ({ paired: page, gateway }) => {
    const id = await openModelThread(page, gateway, "Spent");
    const detail =
      'the daily budget of $20 is spent ($20.02): raise the budget control, wait for the next day, or ask the built-in agent with model "built-in"';
    // Spending takes a model with a price; the refusal is given here as the gateway words it.
    await page.route("**/chat", (route) =>
      route.request().postDataJSON().model === "built-in"
        ? route.continue()
        : route.fulfill({
            status: 429,
            headers: { "Content-Type": "application/problem+json", "Retry-After": "3600" },
            body: JSON.stringify({ title: "Budget exhausted", status: 429, code: "budget_exhausted", detail }),
          }),
    );
    await say(page, "what can you do?");
    const message = questions(page).last();
    await expect(message).toHaveAttribute("data-status", "unsent");
    await expect(message.getByRole("alert")).toContainText("The daily budget of $20 is spent");
    await page.getByRole("button", { name: "Answer with the built-in agent" }).click();
    await expect(await ended(page)).toContainText("built-in");
    await expect(questions(page)).toHaveCount(1);
    expect((await gateway.call("GET", `/threads/${id}`)).model).toBe(MODEL);
    await page.reload();
    await expect(questions(page)).toHaveCount(1);
  });
});
