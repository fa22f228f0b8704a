import { signal } from "@preact/signals";

const query = matchMedia("(max-width: 760px)");

/** True on a phone: the list of threads is a drawer. */
export const isNarrow = signal(query.matches);
export const isDrawerOpen = signal(false);

/** True while threads are leafed through with the keyboard: the message box then leaves the keys alone. */
export const isLeafing = signal(false);

query.addEventListener("change", () => {
  isNarrow.value = query.matches;
});

/** Where Enter makes a new line, because there is a button for sending and no Shift at hand. */
export const isTouch = () => matchMedia("(pointer: coarse) and (hover: none)").matches;
