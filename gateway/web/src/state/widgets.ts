// Small views of live data: which there are, and what each last showed.
import { computed, effect, signal } from "@preact/signals";
import { ApiError } from "../api/client";
import type { Widget, WidgetData } from "../api/types";
import { extensionChanges } from "./extensions";
import { api, token } from "./session";

export const widgets = signal<readonly Widget[]>([]);
export const hasLoadedWidgets = signal(false);
export const dashboardWidgets = computed(() => ofSlot("dashboard"));
export const sidebarWidgets = computed(() => ofSlot("sidebar"));

const ofSlot = (slot: Widget["slot"]) =>
  widgets.value.filter((widget) => widget.slot === slot).toSorted((a, b) => (a.name < b.name ? -1 : 1));

/** What a widget shows: its data, and why they are not newer when that is so. */
export interface Reading {
  data: WidgetData | null;
  trouble: string | null;
}

export const readings = signal<ReadonlyMap<string, Reading>>(new Map());

/** Which there are follows the extensions. */
export function startWidgets(): void {
  effect(() => {
    if (token.value !== null && extensionChanges.value > 0) {
      void loadWidgets();
    }
  });
}

export async function loadWidgets(): Promise<void> {
  try {
    widgets.value = await api.widgets();
    hasLoadedWidgets.value = true;
  } catch {
    // The next look asks again.
  }
}

export async function readWidget(name: string): Promise<void> {
  try {
    const data = await api.widgetData(name);
    note(name, { data, trouble: null });
  } catch (error) {
    const data = readings.value.get(name)?.data ?? null;
    // Without a connection the banner says so, and what was read last stays.
    if (!(error instanceof ApiError && error.status === 0)) {
      note(name, { data, trouble: error instanceof Error ? error.message : String(error) });
    }
  }
}

function note(name: string, reading: Reading): void {
  readings.value = new Map(readings.value).set(name, reading);
}
