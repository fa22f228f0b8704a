import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { deviceName, isPairing, pair, pairingNotice } from "../state/session";
import { Mark } from "./Mark";

const CODE_LENGTH = 6;

/** The first screen of a browser the gateway does not know yet. */
export function Pairing() {
  const code = useSignal("");
  const name = useSignal(deviceName());
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);

  const submit = async () => {
    if (code.value.length !== CODE_LENGTH) {
      pairingNotice.value = "The code has six digits.";
      input.current?.focus();
      return;
    }
    await pair(code.value, name.value);
    if (pairingNotice.value !== null) {
      code.value = "";
      input.current?.focus();
    }
  };

  return (
    <main class="pairing">
      <form
        class="pairing-card"
        aria-labelledby="pairing-title"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Mark size={56} />
        <h1 id="pairing-title">Pair this browser</h1>
        <p class="pairing-lead">
          Daemion runs on your machine and answers only to devices you have paired. Enter the six digits that{" "}
          <code>daemion start</code> printed.
        </p>
        {pairingNotice.value !== null && (
          <p class="callout callout-bad" role="alert" id="pairing-notice">
            {pairingNotice.value}
          </p>
        )}
        <label class="field">
          <span>Code</span>
          <input
            ref={input}
            class="code-input"
            name="code"
            inputMode="numeric"
            autoComplete="one-time-code"
            spellcheck={false}
            placeholder="••••••"
            maxLength={16}
            aria-describedby={pairingNotice.value === null ? undefined : "pairing-notice"}
            value={code.value}
            onInput={(event) => {
              code.value = event.currentTarget.value.replace(/\D/g, "").slice(0, CODE_LENGTH);
              event.currentTarget.value = code.value;
            }}
          />
        </label>
        <label class="field">
          <span>Name of this device</span>
          <input
            name="name"
            autoComplete="off"
            maxLength={80}
            value={name.value}
            onInput={(event) => {
              name.value = event.currentTarget.value;
            }}
          />
        </label>
        <button class="button button-primary button-wide" type="submit" disabled={isPairing.value}>
          {isPairing.value ? "Pairing…" : "Pair"}
        </button>
        <p class="pairing-hint">
          On this machine it goes without a code: <code>daemion open</code>
        </p>
      </form>
    </main>
  );
}
