import { BellRing, Keyboard } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { isPushBusy, look, type PushState, pushState, pushTrouble, tryOut, turnOff, turnOn } from "../state/push";
import { PaneHead } from "./PaneHead";
import { sentence } from "./pretty";
import { isShortcutsOpen } from "./Shortcuts";

/** What a person chooses for this device; what holds for all of them is an extension. */
export function SettingsPane() {
  return (
    <>
      <PaneHead>
        <h1 class="pane-title">Settings</h1>
      </PaneHead>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section class="log" tabIndex={0} aria-label="Settings">
        <div class="log-content">
          <Notifications />
          <section class="setting wide-only" aria-labelledby="setting-keyboard">
            <h2 id="setting-keyboard">Keyboard</h2>
            <button
              type="button"
              class="button"
              onClick={() => {
                isShortcutsOpen.value = true;
              }}
            >
              <Keyboard size={16} />
              Shortcuts
            </button>
          </section>
        </div>
      </section>
    </>
  );
}

function Notifications() {
  useEffect(() => void look(), []);
  const state = pushState.value;
  const hint = HINTS[state];
  const isBusy = isPushBusy.value;
  return (
    <section class="setting" aria-labelledby="setting-notifications">
      <h2 id="setting-notifications">Notifications</h2>
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          aria-checked={state === "on"}
          checked={state === "on"}
          disabled={isBusy || (state !== "on" && state !== "off")}
          aria-describedby="push-hint"
          onChange={(event) => {
            const isWanted = event.currentTarget.checked;
            // The switch shows what is the case, not what is wished.
            event.currentTarget.checked = state === "on";
            void (isWanted ? turnOn() : turnOff());
          }}
        />
        <span>Notify this device</span>
      </label>
      <p id="push-hint" class="setting-hint">
        {hint}
      </p>
      {pushTrouble.value !== null && (
        <p class="callout callout-bad" role="alert">
          {sentence(pushTrouble.value)}
        </p>
      )}
      {state === "on" && (
        <button type="button" class="button" disabled={isBusy} onClick={() => void tryOut()}>
          <BellRing size={16} />
          Send a test
        </button>
      )}
    </section>
  );
}

const HINTS: Record<PushState, string> = {
  unknown: "",
  off: "Questions that wait and jobs that failed reach you while this page is closed. They say what happened, never what was said.",
  on: "Questions that wait and jobs that failed reach you while this page is closed. Quiet hours are a control among the extensions.",
  blocked:
    "The browser blocks notifications from this page. Allow them in its settings for this site, then reload the page.",
  "not-installed":
    "On an iPhone or iPad this works once Daemion is on the home screen: tap Share, then “Add to Home Screen”, open it from there and pair it.",
  unsupported:
    "This browser cannot receive notifications here. It needs push support and a secure address: 127.0.0.1, localhost or https.",
};
