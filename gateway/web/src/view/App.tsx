import { useSignalEffect } from "@preact/signals";
import { pendingCount } from "../state/approvals";
import { announcement } from "../state/notice";
import { openView, type View } from "../state/route";
import { token } from "../state/session";
import { currentThread } from "../state/threads";
import { Notice } from "./Notice";
import { Pairing } from "./Pairing";
import { Workspace } from "./Workspace";

const TITLES: Partial<Record<View, string>> = {
  approvals: "Approvals",
  extensions: "Extensions",
  inbox: "Inbox",
  settings: "Settings",
  dashboard: "Dashboard",
  apps: "Apps",
  artifacts: "Artifacts",
  jobs: "Jobs",
  runs: "Run",
};

export function App() {
  useSignalEffect(() => {
    const count = pendingCount.value;
    const title = TITLES[openView.value] ?? currentThread.value?.title;
    document.title = `${count > 0 && token.value !== null ? `(${count}) ` : ""}${title ? `${title} · ` : ""}Daemion`;
  });
  return (
    <>
      {token.value === null ? <Pairing /> : <Workspace />}
      <Notice />
      <div class="unseen" role="status" aria-live="polite">
        {announcement.value}
      </div>
    </>
  );
}
