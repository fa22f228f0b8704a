import { Bot, CircleAlert, Clock, CornerUpLeft, Paperclip, RotateCcw, Square } from "lucide-preact";
import { memo } from "preact/compat";
import { Markdown } from "../markdown/Markdown";
import { conversation } from "../state/conversation";
import { draftOf, saveDraft } from "../state/drafts";
import { type Ending, isRunning, textOf, type ViewPart, type ViewTurn } from "../state/fold";
import { openThreadId } from "../state/route";
import { BUDGET_EXHAUSTED, BUILT_IN, resend, resendWith, send, withdraw, withdrawWaiting } from "../state/sending";
import { Card } from "./Card";
import { Mark } from "./Mark";
import { sentence } from "./pretty";
import { Step } from "./Step";
import { Thinking } from "./Thinking";
import { TurnActions } from "./TurnActions";
import { clock, dollars, duration } from "./time";

export const TurnView = memo(({ turn }: { turn: ViewTurn }) =>
  turn.role === "user" ? <UserTurn turn={turn} /> : <AnswerTurn turn={turn} />,
);

function UserTurn({ turn }: { turn: ViewTurn }) {
  const key = turn.id.startsWith("local:") ? turn.id.slice("local:".length) : null;
  return (
    <article class="turn turn-user" aria-label="You" data-status={turn.status} data-turn={turn.id}>
      <div class="bubble">
        {turn.parts.map((part, index) =>
          part.type === "attachment" ? (
            <span key={index} class="attachment">
              <Paperclip size={14} aria-hidden="true" />
              {part.name}
            </span>
          ) : part.type === "text" ? (
            <p key={index}>{part.text}</p>
          ) : null,
        )}
      </div>
      <div class="turn-foot">
        {turn.status === "queued" && isRunning(conversation.value) && (
          <span class="tag">
            <Clock size={13} aria-hidden="true" />
            Queued: answered after the one before
          </span>
        )}
        {turn.status === "queued" && turn.runId !== null && (
          <button type="button" class="button button-quiet" onClick={() => void editWaiting(turn)}>
            <CornerUpLeft size={14} />
            Take back
          </button>
        )}
        {turn.status === "sending" && <span class="tag">Sending…</span>}
        {turn.status === "unsent" && key !== null && (
          <span class="unsent" role="alert">
            <CircleAlert size={14} aria-hidden="true" />
            <span>{sentence(turn.error?.sentence ?? "not sent.")}</span>
            <button type="button" class="button button-quiet" onClick={() => resend(key)}>
              <RotateCcw size={14} />
              Retry
            </button>
            {turn.error?.code === BUDGET_EXHAUSTED && (
              <button type="button" class="button button-quiet" onClick={() => resendWith(key, BUILT_IN)}>
                <Bot size={14} />
                Answer with the built-in agent
              </button>
            )}
            <button
              type="button"
              class="button button-quiet"
              onClick={() => saveDraft(openThreadId.value, withdraw(key), { isShown: true })}
            >
              <CornerUpLeft size={14} />
              Edit
            </button>
          </span>
        )}
        {turn.status === "complete" && <TurnActions turn={turn} />}
        {turn.createdAt !== null && turn.status === "complete" && (
          <time class="quiet" dateTime={turn.createdAt}>
            {clock(turn.createdAt)}
          </time>
        )}
      </div>
    </article>
  );
}

/** Its words return to the composer, behind what stands there. */
async function editWaiting(turn: ViewTurn): Promise<void> {
  const thread = openThreadId.value;
  const words = await withdrawWaiting(turn);
  if (words !== null) {
    saveDraft(thread, [draftOf(thread), words].filter((text) => text !== "").join("\n\n"), { isShown: true });
  }
}

function AnswerTurn({ turn }: { turn: ViewTurn }) {
  const isStreaming = turn.status === "streaming";
  const isWaiting = isStreaming && turn.parts.length === 0;
  return (
    <article
      class="turn turn-answer"
      aria-label={turn.role === "assistant" ? "Daemion" : "Notice"}
      aria-busy={isStreaming}
      data-status={turn.status}
      data-turn={turn.id}
    >
      <div class="turn-mark">
        <Mark size={26} isBusy={isStreaming} />
      </div>
      <div class="turn-body">
        {isWaiting && (
          <p class="thinking-dots">
            <span />
            <span />
            <span />
            <span class="unseen">Daemion is thinking</span>
          </p>
        )}
        {turn.parts.map((part, index) => (
          <PartView
            key={index}
            part={part}
            isOpenEnded={isStreaming && index === turn.parts.length - 1}
            isRunning={isStreaming}
          />
        ))}
        {turn.error && (
          <div class="callout callout-bad" role="alert">
            <CircleAlert size={16} aria-hidden="true" />
            <span>{sentence(turn.error.sentence)}</span>
            {!isStreaming && <Retry turn={turn} />}
          </div>
        )}
        {!isStreaming && <AnswerFoot turn={turn} />}
      </div>
    </article>
  );
}

function PartView(props: { part: ViewPart; isOpenEnded: boolean; isRunning: boolean }) {
  const { part } = props;
  switch (part.type) {
    case "text":
      return <Markdown text={part.text} />;
    case "thinking":
      return <Thinking text={part.text} isRunning={props.isOpenEnded} />;
    case "step":
      return <Step step={part} isRunning={props.isRunning} />;
    case "card":
      return <Card card={part} />;
    case "attachment":
      return (
        <span class="attachment">
          <Paperclip size={14} aria-hidden="true" />
          {part.name}
        </span>
      );
  }
}

/** Says the message again that this answer belongs to. */
function Retry({ turn }: { turn: ViewTurn }) {
  const turns = conversation.value.turns;
  const index = turns.findIndex((shown) => shown.id === turn.id);
  const question = turns.slice(0, index).findLast((shown) => shown.role === "user");
  if (question === undefined || index < turns.length - 1) {
    return null;
  }
  const files = question.parts.filter((part) => part.type === "attachment");
  return (
    <div class="retry">
      <button type="button" class="button button-quiet" onClick={() => send(textOf(question), files)}>
        <RotateCcw size={14} />
        Try again
      </button>
      {turn.error?.code === BUDGET_EXHAUSTED && (
        <button type="button" class="button button-quiet" onClick={() => send(textOf(question), files, BUILT_IN)}>
          <Bot size={14} />
          Answer with the built-in agent
        </button>
      )}
    </div>
  );
}

const ENDINGS: Record<Ending, string> = { stopped: "Stopped", interrupted: "Interrupted", failed: "Failed" };

function AnswerFoot({ turn }: { turn: ViewTurn }) {
  return (
    <div class="turn-foot">
      {turn.status === "partial" && (
        <span class="tag">
          <Square size={12} aria-hidden="true" />
          {turn.ending === undefined ? "Incomplete" : ENDINGS[turn.ending]}
        </span>
      )}
      {turn.status === "partial" && !turn.error && <Retry turn={turn} />}
      <TurnActions turn={turn} />
      {turn.role === "assistant" && <span class="quiet">{facts(turn)}</span>}
    </div>
  );
}

function facts(turn: ViewTurn): string {
  return [
    turn.model,
    turn.durationMs == null ? null : duration(turn.durationMs),
    turn.costUsd == null ? (turn.costUsd === null ? "cost unknown" : null) : dollars(turn.costUsd),
    turn.createdAt === null ? null : clock(turn.createdAt),
  ]
    .filter((fact) => fact !== null)
    .join(" · ");
}
