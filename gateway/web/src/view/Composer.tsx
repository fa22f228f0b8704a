import { ArrowUp, Paperclip, Square, X } from "lucide-preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { AttachmentPart } from "../api/types";
import { stop } from "../state/chat";
import { conversation, isAnswering, isStopping } from "../state/conversation";
import { draftOf, draftShown, saveDraft } from "../state/drafts";
import type { Command } from "../state/extensions";
import { models } from "../state/models";
import { tell } from "../state/notice";
import { openThreadId } from "../state/route";
import { newThreadMode, newThreadModel, send } from "../state/sending";
import { changeThread, currentThread } from "../state/threads";
import { ATTACHMENTS_MAX, readAttachment } from "./attachments";
import { COMMAND_LIST, CommandList, completed, matching } from "./CommandList";
import { isLeafing, isTouch } from "./layout";

const LENGTH_MAX = 1_000_000;

export function Composer() {
  const threadId = openThreadId.value;
  const [text, setText] = useState(() => draftOf(threadId));
  const [files, setFiles] = useState<readonly AttachmentPart[]>([]);
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  /** Place in the list of commands; null when it was not moved to. */
  const [chosen, setChosen] = useState<number | null>(null);
  /** The text for which the list of commands was put away. */
  const [isDismissed, setDismissed] = useState("");

  const shown = draftShown.value;
  useEffect(() => {
    setText(draftOf(threadId));
    if (shown > 0) {
      box.current?.focus();
    }
  }, [shown, threadId]);

  useEffect(() => {
    if (!isTouch() && !isLeafing.value) {
      box.current?.focus();
    }
    isLeafing.value = false;
  }, []);

  useLayoutEffect(() => {
    const element = box.current;
    if (element && !CSS.supports?.("field-sizing", "content")) {
      element.style.height = "auto";
      element.style.height = `${element.scrollHeight}px`;
    }
  }, [text]);

  const change = (value: string) => {
    setText(value);
    setChosen(null);
    saveDraft(threadId, value);
  };

  const { turns } = conversation.value;
  // The first message makes the thread; the next ones need to know which it is.
  const isBlocked = threadId === null && turns.length > 0;
  const isEmpty = text.trim() === "" && files.length === 0;

  const submit = () => {
    if (isEmpty || isBlocked) {
      return;
    }
    send(text.trim(), files);
    change("");
    setFiles([]);
    box.current?.focus();
  };

  const attach = async (list: Iterable<File>) => {
    const next = [...files];
    for (const file of list) {
      if (next.length === ATTACHMENTS_MAX) {
        tell(`At most ${ATTACHMENTS_MAX} files go with one message.`);
        break;
      }
      const attachment = await readAttachment(file);
      if (typeof attachment === "string") {
        tell(attachment);
      } else {
        next.push(attachment);
      }
    }
    setFiles(next);
  };

  const listed = isDismissed === text ? { commands: [], isGuess: false } : matching(text);
  const found = listed.commands;
  // A guess is taken when it is chosen, not because Enter was meant to send.
  const active = chosen === null ? (listed.isGuess ? -1 : 0) : Math.min(chosen, found.length - 1);
  const choose = (command: Command) => {
    change(completed(command));
    box.current?.focus();
  };

  /** Keys of the list while it is open; true when the key was one of them. */
  const leaf = (event: KeyboardEvent): boolean => {
    const [first] = found;
    if (first === undefined || event.isComposing) {
      return false;
    }
    const command = found[active];
    switch (event.key) {
      case "ArrowDown":
        setChosen((active + 1) % found.length);
        return true;
      case "ArrowUp":
        setChosen((Math.max(active, 0) + found.length - 1) % found.length);
        return true;
      case "Tab":
        choose(command ?? first);
        return true;
      case "Enter":
        // A name typed to its end is sent as it stands.
        if (command === undefined || event.shiftKey || completed(command).trim() === text.trim()) {
          return false;
        }
        choose(command);
        return true;
      case "Escape":
        setDismissed(text);
        return true;
      default:
        return false;
    }
  };

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        void attach(event.dataTransfer?.files ?? []);
      }}
    >
      <div class="composer-box">
        <CommandList found={listed} chosen={active} onChoose={choose} />
        {files.length > 0 && (
          <ul class="composer-files" aria-label="Files that go with the message">
            {files.map((file) => (
              <li key={file.name} class="attachment">
                <Paperclip size={14} aria-hidden="true" />
                {file.name}
                <button
                  type="button"
                  class="icon-button icon-button-small"
                  aria-label={`Remove ${file.name}`}
                  onClick={() => setFiles(files.filter((other) => other !== file))}
                >
                  <X size={14} />
                </button>
              </li>
            ))}
          </ul>
        )}
        <textarea
          id="composer"
          ref={box}
          rows={1}
          value={text}
          maxLength={LENGTH_MAX}
          placeholder={isAnswering.value ? "Write on: it is answered next" : "Message Daemion"}
          aria-label="Message"
          aria-controls={found.length > 0 ? COMMAND_LIST : undefined}
          aria-activedescendant={found.length > 0 && active >= 0 ? `${COMMAND_LIST}-${active}` : undefined}
          aria-autocomplete="list"
          enterkeyhint={isTouch() ? "enter" : "send"}
          onInput={(event) => change(event.currentTarget.value)}
          onPaste={(event) => {
            const pasted = event.clipboardData?.files;
            if (pasted && pasted.length > 0) {
              event.preventDefault();
              void attach(pasted);
            }
          }}
          onKeyDown={(event) => {
            if (leaf(event)) {
              event.preventDefault();
              event.stopPropagation();
              return;
            }
            // 229: an input method that reports its last key as done already.
            if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) {
              return;
            }
            const isSending = event.ctrlKey || event.metaKey || (!event.shiftKey && !event.altKey && !isTouch());
            if (isSending) {
              event.preventDefault();
              submit();
            }
          }}
        />
        <div class="composer-bar">
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            aria-label="Files"
            onChange={(event) => {
              void attach(event.currentTarget.files ?? []);
              event.currentTarget.value = "";
            }}
          />
          <button type="button" class="icon-button" aria-label="Attach files" onClick={() => picker.current?.click()}>
            <Paperclip size={18} />
          </button>
          <ModeSwitch />
          <ModelChoice />
          <span class="spacer" />
          {isAnswering.value && (
            <button
              type="button"
              class="icon-button stop"
              aria-label="Stop"
              title="Stop"
              disabled={isStopping.value}
              onClick={() => void stop()}
            >
              <Square size={16} />
            </button>
          )}
          {!(isAnswering.value && isEmpty) && (
            <button type="submit" class="icon-button send" aria-label="Send" disabled={isEmpty || isBlocked}>
              <ArrowUp size={18} />
            </button>
          )}
        </div>
      </div>
    </form>
  );
}

const MODES = [
  { mode: "plan", label: "Plan", hint: "Reads and proposes; changes nothing" },
  { mode: "act", label: "Act", hint: "May write and run, and asks before anything risky" },
];

function ModeSwitch() {
  const thread = currentThread.value;
  const mode = thread?.mode ?? newThreadMode.value;
  return (
    <fieldset class="segmented">
      <legend class="unseen">Mode</legend>
      {MODES.map((choice) => (
        <label key={choice.mode} title={choice.hint}>
          <input
            type="radio"
            name="mode"
            value={choice.mode}
            checked={mode === choice.mode}
            onChange={() => {
              if (thread === null) {
                newThreadMode.value = choice.mode;
              } else {
                void changeThread(thread.id, { mode: choice.mode });
              }
            }}
          />
          <span>{choice.label}</span>
        </label>
      ))}
    </fieldset>
  );
}

function ModelChoice() {
  const thread = currentThread.value;
  const chosen = thread === null ? newThreadModel.value : (thread.model ?? "");
  const list = models.value;
  const isKnown = chosen === "" || list.some((model) => model.alias === chosen);
  return (
    <label class="model-choice">
      <span class="unseen">Model</span>
      <select
        value={chosen}
        onChange={(event) => {
          const model = event.currentTarget.value;
          if (thread === null) {
            newThreadModel.value = model;
          } else {
            void changeThread(thread.id, { model });
          }
        }}
      >
        <option value="">Automatic</option>
        {!isKnown && <option value={chosen}>{chosen}</option>}
        {list.map((model) => (
          <option key={model.alias} value={model.alias} disabled={!model.is_ready} title={model.detail}>
            {model.alias}
            {model.is_ready ? "" : " (not connected)"}
          </option>
        ))}
      </select>
    </label>
  );
}
