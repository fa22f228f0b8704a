import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

export interface MenuItem {
  label: string;
  icon: ComponentChildren;
  isDangerous?: boolean;
  act: () => void;
}

const ITEM_PIXELS = 44;
/** What a list may be wide. */
const LIST_PIXELS = 220;
/** What scrolls, and cuts off whatever hangs out of it. */
const SCROLLERS = ".log, .thread-list";

/** A button that opens a list of actions; arrows move, Escape closes, focus returns to the button. */
export function Menu(props: { label: string; icon: ComponentChildren; items: readonly MenuItem[]; isSmall?: boolean }) {
  const [isOpen, setOpen] = useState(false);
  /** Where there is no room below. */
  const [isUpward, setUpward] = useState(false);
  /** Where there is no room to the left. */
  const [isRightward, setRightward] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!isOpen) {
      return;
    }
    items(root.current)[0]?.focus();
    const onPointer = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) {
        setOpen(false);
      }
    };
    document.addEventListener("pointerdown", onPointer);
    return () => document.removeEventListener("pointerdown", onPointer);
  }, [isOpen]);

  const close = () => {
    setOpen(false);
    button.current?.focus();
  };

  const onKey = (event: KeyboardEvent) => {
    const list = items(root.current);
    const index = list.indexOf(document.activeElement as HTMLElement);
    if (event.key === "Escape") {
      close();
    } else if (event.key === "ArrowDown") {
      list[(index + 1) % list.length]?.focus();
    } else if (event.key === "ArrowUp") {
      list.at(index - 1)?.focus();
    } else if (event.key === "Tab") {
      setOpen(false);
      return;
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="menu" ref={root}>
      <button
        ref={button}
        type="button"
        class={`icon-button${props.isSmall ? " icon-button-small" : ""}`}
        aria-label={props.label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => {
          const place = button.current?.getBoundingClientRect();
          const around = button.current?.closest(SCROLLERS)?.getBoundingClientRect();
          if (place) {
            const below = (around?.bottom ?? innerHeight) - place.bottom;
            const above = place.top - (around?.top ?? 0);
            const before = place.right - (around?.left ?? 0);
            const behind = (around?.right ?? innerWidth) - place.left;
            // What hangs out below can be scrolled to, what hangs out above cannot.
            const wanted = ITEM_PIXELS * props.items.length;
            setUpward(below < wanted && above >= wanted);
            setRightward(before < LIST_PIXELS && behind > before);
          }
          setOpen(!isOpen);
        }}
      >
        {props.icon}
      </button>
      {isOpen && (
        <div
          class="menu-list"
          data-upward={isUpward || undefined}
          data-rightward={isRightward || undefined}
          role="menu"
          tabIndex={-1}
          onKeyDown={onKey}
        >
          {props.items.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              class={item.isDangerous ? "menu-item menu-item-danger" : "menu-item"}
              onClick={() => {
                close();
                item.act();
              }}
            >
              {item.icon}
              <span>{item.label}</span>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

const items = (root: HTMLElement | null) => Array.from(root?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? []);
