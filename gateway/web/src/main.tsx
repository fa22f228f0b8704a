import "./style/tokens.css";
import "./style/base.css";
import "./style/shell.css";
import "./style/chat.css";
import "./style/markdown.css";
import "./style/overlay.css";
import "./style/extensions.css";
import "./style/places.css";
import "./style/cards.css";
import "./style/jobs.css";
import "./style/made.css";
import { render } from "preact";
import { startChat } from "./state/chat";
import { startInbox } from "./state/inbox";
import { startPush } from "./state/push";
import { followAddress, open } from "./state/route";
import { deviceName, pair, takeTicket, token } from "./state/session";
import { startTheme } from "./state/theme";
import { startWidgets } from "./state/widgets";
import { App } from "./view/App";
import { followNotifications, keepShellOffline } from "./worker";

async function start(): Promise<void> {
  await redeemTicket();
  addEventListener("hashchange", () => void redeemTicket());
  followAddress();
  startTheme();
  startChat();
  startInbox();
  startWidgets();
  const root = document.getElementById("app");
  if (root !== null) {
    render(<App />, root);
  }
  keepShellOffline();
  startPush();
  followNotifications(open);
}

async function redeemTicket(): Promise<void> {
  const ticket = takeTicket();
  // A browser that is paired already needs no second device of the same name.
  if (ticket !== null && token.value === null) {
    await pair(ticket, deviceName());
  }
}

void start();
