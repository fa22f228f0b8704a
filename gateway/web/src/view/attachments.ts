// Files that go with a message: few and small, because the whole request may have 1 MiB.
import type { AttachmentPart } from "../api/types";

export const ATTACHMENTS_MAX = 4;
const TEXT_BYTES_MAX = 200_000;
const IMAGE_BYTES_MAX = 500_000;
const IMAGES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/** The file as it is sent, or a sentence that says why it cannot be. */
export async function readAttachment(file: File): Promise<AttachmentPart | string> {
  if (IMAGES.has(file.type)) {
    if (file.size > IMAGE_BYTES_MAX) {
      return `${file.name} is larger than ${IMAGE_BYTES_MAX / 1000} kB. Send a smaller picture.`;
    }
    return { type: "attachment", name: file.name, mime_type: file.type, content: base64(await file.arrayBuffer()) };
  }
  if (file.size > TEXT_BYTES_MAX) {
    return `${file.name} is larger than ${TEXT_BYTES_MAX / 1000} kB. Give its path in the message, and Daemion reads it itself.`;
  }
  try {
    const content = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    if (content.includes("\0")) {
      return `${file.name} is neither text nor a picture.`;
    }
    return { type: "attachment", name: file.name, mime_type: textType(file), content };
  } catch {
    return `${file.name} is neither text nor a picture.`;
  }
}

function textType(file: File): string {
  return file.type.startsWith("text/") || file.type === "application/json" ? file.type : "text/plain";
}

function base64(buffer: ArrayBuffer): string {
  let binary = "";
  for (const byte of new Uint8Array(buffer)) {
    binary += String.fromCharCode(byte);
  }
  return btoa(binary);
}
