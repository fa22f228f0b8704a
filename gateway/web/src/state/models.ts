import { signal } from "@preact/signals";
import type { Model } from "../api/types";
import { api } from "./session";

/** Models a person may choose; empty until the gateway has answered. */
export const models = signal<readonly Model[]>([]);

export async function loadModels(): Promise<void> {
  try {
    models.value = await api.models();
  } catch {
    // The choice stays on "automatic" until the next connection.
  }
}
