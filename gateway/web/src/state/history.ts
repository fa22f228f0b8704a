// Stored turns of the open thread: the latest, the ones before, and what their runs say about them.
import { ApiError } from "../api/client";
import type { Run } from "../api/types";
import { learnCards } from "./approvals";
import { conversation, hasOlder, isLoadingTurns, isMissing, type Visit, visit } from "./conversation";
import { loadRuns, loadTurns, settle, unexplained } from "./fold";
import { flushFrames, takeSuspended } from "./frames";
import { api } from "./session";
import { complain, refreshThread } from "./threads";

const RUNS_AT_ONCE = 50;

export async function loadLatest(id: string, mine: Visit): Promise<void> {
  try {
    const [page, thread] = await Promise.all([api.turns(id), refreshThread(id)]);
    if (mine !== visit()) {
      return;
    }
    flushFrames();
    const before = conversation.value;
    const isFirst = !before.turns.some((turn) => !turn.id.startsWith("local:"));
    let next = loadTurns(before, page.items);
    const suspended = takeSuspended();
    if (thread?.running === false) {
      next = settle(next, suspended);
    }
    conversation.value = next;
    if (isFirst || !hasOlder.value) {
      hasOlder.value = page.next !== null && page.items.length > 0;
    }
    page.items.forEach(learnCards);
    void explain(id, mine, true);
  } catch (error) {
    if (mine === visit()) {
      if (error instanceof ApiError && (error.status === 404 || error.status === 400)) {
        isMissing.value = true;
      } else if (!(error instanceof ApiError && error.status === 0)) {
        complain(error);
      }
    }
  } finally {
    if (mine === visit()) {
      isLoadingTurns.value = false;
    }
  }
}

export async function loadOlder(): Promise<void> {
  const mine = visit();
  const id = mine.threadId;
  const first = conversation.value.turns.find((turn) => !turn.id.startsWith("local:"));
  if (id === null || first === undefined || !hasOlder.value || isLoadingTurns.value) {
    return;
  }
  isLoadingTurns.value = true;
  try {
    const page = await api.turns(id, first.id);
    if (mine === visit()) {
      conversation.value = loadTurns(conversation.value, page.items);
      hasOlder.value = page.next !== null && page.items.length > 0;
      page.items.forEach(learnCards);
      void explain(id, mine, false);
    }
  } catch (error) {
    complain(error);
  } finally {
    if (mine === visit()) {
      isLoadingTurns.value = false;
    }
  }
}

/** Asks the runs why answers are incomplete and how long they took; without them the turns are shown as they are. */
async function explain(id: string, mine: Visit, isLatest: boolean): Promise<void> {
  const tell = (runs: readonly Run[]) => {
    if (mine === visit()) {
      conversation.value = loadRuns(conversation.value, runs);
    }
  };
  try {
    if (isLatest) {
      tell(await api.runs(id, RUNS_AT_ONCE));
    }
    const open = unexplained(conversation.value).slice(-RUNS_AT_ONCE);
    if (open.length > 0 && mine === visit()) {
      tell(await Promise.all(open.map((run) => api.run(run))));
    }
  } catch {
    // The next connection asks again.
  }
}
