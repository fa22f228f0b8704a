import type { CardPart } from "../api/types";
import { answerCard } from "../cards/answer";
import { Sandbox } from "../cards/Sandbox";
import { View } from "../cards/View";
import { approvalOf } from "../state/approvals";
import { rendererFor } from "../state/renderers";
import { ApprovalCard } from "./ApprovalCard";
import { pretty } from "./pretty";
import { IoBlock } from "./Step";

/** A card by its renderer; one this page does not know shows its data, so that nothing is hidden. */
export function Card({ card }: { card: CardPart }) {
  const approval = approvalOf(card.data);
  if (approval !== null) {
    return <ApprovalCard asked={approval} />;
  }
  const renderer = rendererFor(card.renderer);
  if (renderer !== null && renderer.template !== null) {
    return <View view={renderer.template} data={card.data} onEvent={answerCard} />;
  }
  return renderer === null || renderer.sandbox === null ? (
    <IoBlock title={card.renderer} text={pretty(card.data)} />
  ) : (
    <Sandbox
      renderer={renderer}
      html={renderer.sandbox}
      label={renderer.name}
      data={card.data}
      text={pretty(card.data)}
    />
  );
}
