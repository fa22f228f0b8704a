import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ApiError } from "../api/client";
import type { Device, Grant } from "../api/types";
import { decisions } from "../state/approvals";
import { api, deviceId } from "../state/session";
import { complain, threads } from "../state/threads";
import { ConfirmDialog } from "./Dialog";
import { ago, exactly } from "./time";

const GONE = 404;

/** Something a person trusts until it is taken back. */
interface Row {
  id: string;
  title: ComponentChildren;
  about: ComponentChildren;
  /** How a screen reader says what the button is for. */
  label: string;
  /** What is asked before. */
  question: { title: string; text: string };
  isHeld: boolean;
}

/** The devices that may talk to this gateway. */
export function Devices() {
  const [devices, setDevices] = useState<readonly Device[]>([]);
  useEffect(() => {
    void api.devices().then(setDevices, complain);
  }, []);
  const own = deviceId();
  return (
    <TrustList
      title="Devices"
      name="devices"
      hint="Another one is paired with “daemion pair” on the machine Daemion runs on."
      verb="Unpair"
      rows={devices.map((device) => ({
        id: device.id,
        title: device.name,
        about: <Seen device={device} isOwn={device.id === own} />,
        label: `Unpair ${device.name}`,
        question: {
          title: `Unpair ${device.name}?`,
          text: "What it shows ends at once, and its key is worth nothing any more. It can be paired again.",
        },
        isHeld: device.id === own,
      }))}
      take={(id) => api.revokeDevice(id)}
      onTaken={(id) => setDevices((known) => known.filter((device) => device.id !== id))}
    />
  );
}

function Seen({ device, isOwn }: { device: Device; isOwn: boolean }) {
  const paired = (
    <>
      paired <time dateTime={device.paired_at}>{ago(device.paired_at)}</time>
    </>
  );
  if (isOwn) {
    return <>This one, {paired}</>;
  }
  return device.last_seen_at === null ? (
    <>Never seen since it was {paired}</>
  ) : (
    <>
      Last seen{" "}
      <time dateTime={device.last_seen_at} title={exactly(device.last_seen_at)}>
        {ago(device.last_seen_at)}
      </time>
      , {paired}
    </>
  );
}

/** What was allowed for a conversation or always. */
export function Grants() {
  const [grants, setGrants] = useState<readonly Grant[]>([]);
  const decided = decisions.value;
  // An answer may have allowed something for longer than once.
  useEffect(() => {
    void api.grants().then(setGrants, complain);
  }, [decided]);
  if (grants.length === 0) {
    return null;
  }
  return (
    <TrustList
      title="Allowed until you take it back"
      name="grants"
      hint={null}
      verb="Take back"
      rows={grants.map((grant) => ({
        id: grant.id,
        title: (
          <>
            {grant.tool} <code>{grant.subject}</code>
          </>
        ),
        about: (
          <>
            {grant.agent_id}, {where(grant)}, <time dateTime={grant.at}>{ago(grant.at)}</time>
          </>
        ),
        label: `Take back ${grant.tool} ${grant.subject}`,
        question: {
          title: "Take this back?",
          text: `${grant.tool} ${grant.subject} will be asked about again.`,
        },
        isHeld: false,
      }))}
      take={(id) => api.revokeGrant(id)}
      onTaken={(id) => setGrants((known) => known.filter((grant) => grant.id !== id))}
    />
  );
}

function where({ thread_id, extension_id }: Grant): string {
  const whose = extension_id === null ? "" : "for an extension, ";
  if (thread_id === null) {
    return `${whose}everywhere`;
  }
  const title = threads.value.find((thread) => thread.id === thread_id)?.title;
  return `${whose}in ${title ? `“${title}”` : "one thread"}`;
}

function TrustList(props: {
  title: string;
  name: string;
  hint: string | null;
  verb: string;
  rows: readonly Row[];
  take: (id: string) => Promise<void>;
  onTaken: (id: string) => void;
}) {
  const [asked, setAsked] = useState<Row | null>(null);
  const take = async (id: string) => {
    try {
      await props.take(id);
      props.onTaken(id);
    } catch (error) {
      if (error instanceof ApiError && error.status === GONE) {
        props.onTaken(id);
      } else {
        complain(error);
      }
    }
  };
  return (
    <section class="setting" aria-labelledby={`setting-${props.name}`}>
      <h2 id={`setting-${props.name}`}>{props.title}</h2>
      <ul class="trusted">
        {props.rows.map((row) => (
          <li key={row.id}>
            <span class="trusted-words">
              <span>{row.title}</span>
              <span class="quiet">{row.about}</span>
            </span>
            {!row.isHeld && (
              <button type="button" class="button button-quiet" aria-label={row.label} onClick={() => setAsked(row)}>
                {props.verb}
              </button>
            )}
          </li>
        ))}
      </ul>
      {props.hint !== null && <p class="setting-hint">{props.hint}</p>}
      <ConfirmDialog
        isOpen={asked !== null}
        title={asked?.question.title ?? ""}
        text={asked?.question.text ?? ""}
        confirm={props.verb}
        onConfirm={() => void (asked && take(asked.id))}
        onClose={() => setAsked(null)}
      />
    </section>
  );
}
