package dev.daemion.substrate.execution;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.substrate.execution.model.ModelMessage;
import dev.daemion.substrate.execution.model.ModelRequest;
import dev.daemion.substrate.execution.model.ReplyBlock;

/**
 * The next model call of a run, before its budget is known.
 *
 * @param length characters of everything the model is given, for an estimate
 */
record OutgoingCall(ModelRequest request, long length) {
    static OutgoingCall of(RunId id, RunState.Open open, RunCommand.Prepared prepared) {
        var messages = Transcript.of(prepared.prompt().history(), open.exchanges(), prepared.outputs());
        var request = new ModelRequest(
                id,
                open.started().threadId(),
                prepared.choice().model(),
                prepared.prompt().system(),
                messages,
                prepared.tools(),
                prepared.choice().outputTokensMax(),
                open.started().kind() == RunKind.CHAT);
        long length = prepared.frame().length();
        for (var message : messages) {
            length += length(message);
        }
        return new OutgoingCall(request, length);
    }

    ModelRequest with(int outputTokensMax) {
        return request.withOutputTokensMax(outputTokensMax);
    }

    private static long length(ModelMessage message) {
        return switch (message) {
            case ModelMessage.FromUser user ->
                user.text().length()
                        + user.attachments().stream()
                                .mapToLong(attachment -> attachment.content().length())
                                .sum();
            case ModelMessage.FromTools tools ->
                tools.answers().stream()
                        .mapToLong(answer -> answer.output().length())
                        .sum();
            case ModelMessage.FromModel model ->
                model.blocks().stream().mapToLong(OutgoingCall::length).sum();
        };
    }

    private static long length(ReplyBlock block) {
        return switch (block) {
            case ReplyBlock.Text text -> text.text().length();
            case ReplyBlock.Thinking thinking -> thinking.text().length();
            case ReplyBlock.ToolUse use -> use.input().toString().length();
        };
    }
}
