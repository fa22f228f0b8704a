import {
  AppWindow,
  Blocks,
  CalendarClock,
  LayoutDashboard,
  type LucideIcon,
  Package,
  ShieldQuestion,
} from "lucide-preact";
import { pendingCount } from "../state/approvals";
import { APPROVALS, APPS, ARTIFACTS, DASHBOARD, EXTENSIONS, JOBS, openView, type View } from "../state/route";
import { isDrawerOpen } from "./layout";

interface Link {
  view: View;
  address: string;
  label: string;
  icon: LucideIcon;
}

const LINKS: readonly Link[] = [
  { view: "dashboard", address: DASHBOARD, label: "Dashboard", icon: LayoutDashboard },
  { view: "jobs", address: JOBS, label: "Jobs", icon: CalendarClock },
  { view: "approvals", address: APPROVALS, label: "Approvals", icon: ShieldQuestion },
  { view: "apps", address: APPS, label: "Apps", icon: AppWindow },
  { view: "artifacts", address: ARTIFACTS, label: "Artifacts", icon: Package },
  { view: "extensions", address: EXTENSIONS, label: "Extensions", icon: Blocks },
];

/** The views besides the threads. */
export function Places() {
  return (
    <nav class="places" aria-label="Views">
      {LINKS.map(({ view, address, label, icon: Icon }) => (
        <a
          key={view}
          class="sidebar-link"
          href={address}
          aria-current={openView.value === view ? "page" : undefined}
          onClick={() => {
            isDrawerOpen.value = false;
          }}
        >
          <Icon size={18} aria-hidden="true" />
          <span>{label}</span>
          {view === "approvals" && <Waiting />}
        </a>
      ))}
    </nav>
  );
}

function Waiting() {
  const count = pendingCount.value;
  return count === 0 ? null : (
    <span class="badge badge-attention">
      {count > 99 ? "99+" : count}
      <span class="unseen"> waiting</span>
    </span>
  );
}
