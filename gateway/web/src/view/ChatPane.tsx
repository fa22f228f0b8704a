import { PenLine } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { conversation, isMissing } from "../state/conversation";
import { openThread, openThreadId } from "../state/route";
import { changeThread, currentThread } from "../state/threads";
import { Composer } from "./Composer";
import { Log } from "./Log";
import { PaneHead } from "./PaneHead";
import { Welcome } from "./Welcome";

const TITLE_LENGTH_MAX = 200;

export function ChatPane() {
  const isNew = openThreadId.value === null && conversation.value.turns.length === 0;
  return (
    <>
      <Header />
      {isMissing.value ? <Missing /> : isNew ? <Welcome /> : <Log />}
      {!isMissing.value && <Composer key={openThreadId.value ?? "new"} />}
    </>
  );
}

function Header() {
  const thread = currentThread.value;
  const [isRenaming, setRenaming] = useState(false);
  useEffect(() => setRenaming(false), [thread?.id]);
  const save = (title: string) => {
    setRenaming(false);
    if (thread !== null && title.trim() !== "" && title.trim() !== thread.title) {
      void changeThread(thread.id, { title: title.trim() });
    }
  };
  return (
    <PaneHead>
      {thread === null ? (
        <h1 class="pane-title">New thread</h1>
      ) : isRenaming ? (
        <input
          class="rename"
          aria-label="Title of the thread"
          defaultValue={thread.title}
          maxLength={TITLE_LENGTH_MAX}
          ref={(input) => input?.focus()}
          onBlur={(event) => save(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !event.isComposing) {
              save(event.currentTarget.value);
            } else if (event.key === "Escape") {
              setRenaming(false);
              event.stopPropagation();
            }
          }}
        />
      ) : (
        <>
          <h1 class="pane-title">{thread.title}</h1>
          <button type="button" class="icon-button" aria-label="Rename this thread" onClick={() => setRenaming(true)}>
            <PenLine size={16} />
          </button>
        </>
      )}
    </PaneHead>
  );
}

function Missing() {
  return (
    <div class="welcome">
      <h2>This thread is not here</h2>
      <p>It was deleted, or the address is from another machine.</p>
      <button type="button" class="button button-primary" onClick={() => openThread(null)}>
        Start a new one
      </button>
    </div>
  );
}
