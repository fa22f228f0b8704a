package dev.daemion.gateway.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.daemion.kernel.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One event as one line, secrets masked: text for people ({@code time level [thread] logger - message {ids}}) or a JSON
 * object ({@code at level logger thread message error} and the ids). A message cannot begin a line of its own.
 */
final class LineEncoder extends EncoderBase<ILoggingEvent> {
    private static final int LOGGER_WIDTH_MAX = 40;

    private final boolean isJson;

    LineEncoder(boolean isJson) {
        this.isJson = isJson;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        return ((isJson ? json(event) : Redaction.mask(text(event))) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ILoggingEvent event) {
        var line = new StringBuilder(160)
                .append(at(event))
                .append(' ')
                .append(String.format("%-5s", event.getLevel()))
                .append(" [")
                .append(event.getThreadName())
                .append("] ")
                .append(shortened(event.getLoggerName()))
                .append(" - ")
                .append(inOneLine(event.getFormattedMessage()));
        var ids = event.getMDCPropertyMap();
        if (!ids.isEmpty()) {
            line.append(' ').append(inOneLine(ids.toString()));
        }
        var thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.append('\n').append(stack(thrown));
        }
        return line.toString();
    }

    private static String json(ILoggingEvent event) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("at", at(event).toString());
        members.put("level", event.getLevel().toString());
        members.put("logger", event.getLoggerName());
        members.put("thread", event.getThreadName());
        // Masked before quotes are escaped, for a secret may stand between them.
        members.put("message", Redaction.mask(event.getFormattedMessage()));
        event.getMDCPropertyMap().forEach((name, id) -> members.putIfAbsent(name, Redaction.mask(id)));
        var thrown = event.getThrowableProxy();
        if (thrown != null) {
            members.put("error", Redaction.mask(stack(thrown)));
        }
        return Json.store(members);
    }

    private static Instant at(ILoggingEvent event) {
        return Instant.ofEpochMilli(event.getTimeStamp());
    }

    private static String stack(IThrowableProxy thrown) {
        return ThrowableProxyUtil.asString(thrown).stripTrailing();
    }

    private static String shortened(String logger) {
        return logger.length() <= LOGGER_WIDTH_MAX ? logger : logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static String inOneLine(String message) {
        return message.chars().noneMatch(c -> c < ' ') ? message : message.replaceAll("\\p{Cntrl}+", " ");
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
