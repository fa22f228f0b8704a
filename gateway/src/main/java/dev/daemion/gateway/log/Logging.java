package dev.daemion.gateway.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.daemion.gateway.settings.Settings.LogSettings;
import dev.daemion.gateway.settings.StartRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Where log lines go. The gateway writes {@code logs/gateway.log}, rotated by size and day and bounded in days and in
 * total; libraries speak from WARN, or from INFO when ours speak at DEBUG.
 */
public final class Logging {
    private static final List<String> LIBRARIES = List.of("org", "com", "slick", "io", "net", "scala");
    private static final long MEBIBYTE = 1024L * 1024;

    private Logging() {}

    /**
     * Opens the log of a gateway.
     *
     * @param folder made when absent
     * @param isInTerminal whether warnings also go to standard error
     */
    public static void start(LogSettings settings, Path folder, boolean isInTerminal) {
        var context = context();
        context.reset();
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw unwritable(folder);
        }
        if (!Files.isWritable(folder)) {
            throw unwritable(folder);
        }
        var root = root(context);
        root.setLevel(level(settings));
        root.addAppender(file(context, settings, folder));
        if (isInTerminal) {
            root.addAppender(console(context));
        }
        var isDetailed = settings.level().compareTo(dev.daemion.gateway.settings.Settings.Level.DEBUG) >= 0;
        for (var library : LIBRARIES) {
            context.getLogger(library).setLevel(isDetailed ? Level.INFO : Level.WARN);
        }
        // Warns once for each word a server gets wrong: a hostile one would fill the log.
        context.getLogger("io.modelcontextprotocol").setLevel(Level.ERROR);
    }

    private static StartRefused unwritable(Path folder) {
        return new StartRefused(
                StartRefused.Reason.HOME,
                "Logs cannot be written to " + folder + ": it has to be a folder that you may write. Move aside what is"
                        + " there, or run: chmod u+rwx " + folder);
    }

    /** Writes what is still buffered and closes the file. */
    public static void stop() {
        context().stop();
    }

    static void quiet(LoggerContext context) {
        var root = root(context);
        root.setLevel(Level.WARN);
        root.addAppender(console(context));
    }

    private static Appender<ILoggingEvent> file(LoggerContext context, LogSettings settings, Path folder) {
        var appender = new RollingFileAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setName("file");
        appender.setFile(folder.resolve("gateway.log").toString());
        var policy = new SizeAndTimeBasedRollingPolicy<ILoggingEvent>();
        policy.setContext(context);
        policy.setParent(appender);
        policy.setFileNamePattern(
                folder.resolve("gateway-%d{yyyy-MM-dd}.%i.log.gz").toString());
        policy.setMaxFileSize(new FileSize(settings.fileMaxMebibytes() * MEBIBYTE));
        policy.setMaxHistory(settings.keepDays());
        policy.setTotalSizeCap(new FileSize(settings.totalMaxMebibytes() * MEBIBYTE));
        policy.setCleanHistoryOnStart(true);
        policy.start();
        appender.setRollingPolicy(policy);
        var encoder = new LineEncoder(settings.json());
        encoder.setContext(context);
        encoder.start();
        appender.setEncoder(encoder);
        appender.start();
        return appender;
    }

    private static Appender<ILoggingEvent> console(LoggerContext context) {
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setName("console");
        appender.setTarget("System.err");
        var encoder = new LineEncoder(false);
        encoder.setContext(context);
        encoder.start();
        appender.setEncoder(encoder);
        var onlyWarnings = new ThresholdFilter();
        onlyWarnings.setLevel("WARN");
        onlyWarnings.start();
        appender.addFilter(onlyWarnings);
        appender.start();
        return appender;
    }

    private static Level level(LogSettings settings) {
        return Level.valueOf(settings.level().name());
    }

    private static Logger root(LoggerContext context) {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static LoggerContext context() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            return context;
        }
        throw new IllegalStateException("the log needs Logback on the class path");
    }
}
