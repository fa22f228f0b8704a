import { BellRing, Check, Keyboard } from "lucide-preact";
import { useEffect } from "preact/hooks";
import type { Extension } from "../api/types";
import { isPushBusy, look, type PushState, pushState, pushTrouble, tryOut, turnOff, turnOn } from "../state/push";
import { activeTheme, followsSystem, putOn, themes } from "../state/theme";
import { PaneHead } from "./PaneHead";
import { isRecord, sentence } from "./pretty";
import { isShortcutsOpen } from "./Shortcuts";
import { Devices } from "./Trusted";

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
          <Themes />
          <Notifications />
          <Devices />
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

function Themes() {
  const list = themes.value;
  const active = activeTheme.value;
  if (list.length === 0) {
    return null;
  }
  return (
    <section class="setting" aria-labelledby="setting-theme">
      <h2 id="setting-theme">Theme</h2>
      <fieldset class="themes" aria-labelledby="setting-theme">
        {list.map((theme) => (
          <label key={theme.id} class="theme">
            <input
              type="radio"
              name="theme"
              checked={theme.id === active?.id}
              aria-describedby={`theme-${theme.id}`}
              onChange={() => void putOn(theme)}
            />
            <Swatch colors={colorsOf(theme)} />
            <span class="theme-name">
              {theme.name}
              {theme.id === active?.id && <Check size={16} aria-hidden="true" />}
            </span>
            <span class="setting-hint" id={`theme-${theme.id}`}>
              {followsSystem(theme) ? "Light or dark, as the system says." : theme.description}
            </span>
          </label>
        ))}
      </fieldset>
      <p class="setting-hint">
        It holds for all devices. Another one can be made in chat, such as “make me a theme with the colours of the
        sea”.
      </p>
    </section>
  );
}

function colorsOf({ definition }: Extension): Record<string, string> {
  const { colors } = definition as { colors?: unknown };
  return isRecord(colors) ? (colors as Record<string, string>) : {};
}

/** A page in small, in the theme's colours. */
function Swatch({ colors }: { colors: Record<string, string> }) {
  return (
    <svg class="theme-swatch" viewBox="0 0 120 40" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <rect width="120" height="40" fill={colors.bgPrimary} />
      <rect width="34" height="40" fill={colors.bgSecondary} />
      <rect x="34" width="0.75" height="40" fill={colors.border} />
      <rect x="6" y="8" width="20" height="3" rx="1.5" fill={colors.textSecondary} />
      <rect x="6" y="16" width="15" height="3" rx="1.5" fill={colors.textSecondary} />
      <rect x="42" y="8" width="48" height="3.5" rx="1.75" fill={colors.textPrimary} />
      <rect x="42" y="15.5" width="36" height="3.5" rx="1.75" fill={colors.textPrimary} />
      <rect x="84" y="25" width="28" height="9" rx="4.5" fill={colors.accent} />
      <rect x="91" y="28.5" width="14" height="2" rx="1" fill={colors.accentText} />
      <circle cx="45" cy="29.5" r="3" fill={colors.success} />
      <circle cx="54" cy="29.5" r="3" fill={colors.danger} />
    </svg>
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
