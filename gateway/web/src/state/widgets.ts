// Small views of live data: which there are, and what each last showed.
import { signal } from "@preact/signals";
import { ApiError } from "../api/client";
import type { Widget, WidgetData } from "../api/types";
import { api } from "./session";

export const widgets = signal<readonly Widget[]>([]);
export const hasLoadedWidgets = signal(false);

/** What a widget shows: its data, and why they are not newer when that is so. */
export interface Reading {
  data: WidgetData | null;
  trouble: string | null;
}

export const readings = signal<ReadonlyMap<string, Reading>>(new Map());

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
