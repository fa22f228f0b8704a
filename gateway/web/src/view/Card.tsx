import type { CardPart } from "../api/types";
import { approvalOf } from "../state/approvals";
import { ApprovalCard } from "./ApprovalCard";
import { pretty } from "./pretty";
import { IoBlock } from "./Step";

/** A card by its renderer; one this page does not know shows its data, so that nothing is hidden. */
export function Card({ card }: { card: CardPart }) {
  const approval = approvalOf(card.data);
  return approval === null ? (
    <IoBlock title={card.renderer} text={pretty(card.data)} />
  ) : (
    <ApprovalCard asked={approval} />
  );
}
