import { X } from "lucide-preact";
import { dismissNotice, notice } from "../state/notice";
import { sentence } from "./pretty";

export function Notice() {
  const current = notice.value;
  return (
    <div class="notice-place" role="status" aria-live="polite">
      {current !== null && (
        <div class="notice">
          <span>{sentence(current.text)}</span>
          {current.action && (
            <button
              type="button"
              class="button button-quiet"
              onClick={() => {
                current.action?.act();
                dismissNotice();
              }}
            >
              {current.action.label}
            </button>
          )}
          <button type="button" class="icon-button" aria-label="Dismiss" onClick={dismissNotice}>
            <X size={16} />
          </button>
        </div>
      )}
    </div>
  );
}
