package dev.daemion.extension.definition;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value that steers the kernel, by its {@code kind}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ControlDefinition.Budget.class, name = "budget"),
    @JsonSubTypes.Type(value = ControlDefinition.Rate.class, name = "rate"),
    @JsonSubTypes.Type(value = ControlDefinition.Mode.class, name = "mode"),
    @JsonSubTypes.Type(value = ControlDefinition.Policy.class, name = "policy"),
    @JsonSubTypes.Type(value = ControlDefinition.Flag.class, name = "flag"),
    @JsonSubTypes.Type(value = ControlDefinition.Models.class, name = "models"),
    @JsonSubTypes.Type(value = ControlDefinition.Timeout.class, name = "timeout"),
    @JsonSubTypes.Type(value = ControlDefinition.Limits.class, name = "limits"),
    @JsonSubTypes.Type(value = ControlDefinition.Quiet.class, name = "quiet"),
})
public sealed interface ControlDefinition {
    /**
     * What may be spent in a period; days and months are those of the gateway's time zone.
     *
     * @param usd above 0
     * @param warnPercent share of {@code usd} at which people are warned, 1 to 100, default 80
     * @param pausePercent share at which no new turn starts, 1 to 100, default 100
     */
    record Budget(BigDecimal usd, Period period, Integer warnPercent, Integer pausePercent)
            implements ControlDefinition {
        public static final int WARN_PERCENT_DEFAULT = 80;
        public static final int PAUSE_PERCENT_DEFAULT = 100;

        public Budget {
            warnPercent = warnPercent == null ? WARN_PERCENT_DEFAULT : warnPercent;
            pausePercent = pausePercent == null ? PAUSE_PERCENT_DEFAULT : pausePercent;
        }
    }

    /** Over what a budget is counted. */
    enum Period {
        DAY,
        MONTH;

        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How many turns one agent may answer.
     *
     * @param turns at least 1
     * @param agents names or globs; default all
     */
    record Rate(int turns, Per per, List<String> agents) implements ControlDefinition {
        public Rate {
            agents = agents == null ? List.of("*") : List.copyOf(agents);
        }
    }

    /** Over what a rate is counted. */
    enum Per {
        HOUR,
        DAY;

        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A way of working that a person chooses for a thread; its name without {@code mode-} is what they choose.
     *
     * @param label a word or two for the switch
     * @param color {@code #rrggbb}
     * @param instructions added to the agent's
     * @param allowedTools tool globs; null allows what the policy allows
     * @param requiresApproval true when every tool that changes something asks first, default false
     */
    record Mode(
            String label,
            String color,
            String instructions,
            @Nullable List<String> allowedTools,
            Boolean requiresApproval)
            implements ControlDefinition {
        /** What names of mode controls begin with: {@code mode-plan} is the mode {@code plan}. */
        public static final String NAME_PREFIX = "mode-";

        public Mode {
            allowedTools = allowedTools == null ? null : List.copyOf(allowedTools);
            requiresApproval = requiresApproval != null && requiresApproval;
        }
    }

    /** Rules about tool calls. The most specific match wins; among equals deny wins over ask, ask over allow. */
    record Policy(List<Rule> rules) implements ControlDefinition {
        public Policy {
            rules = List.copyOf(rules);
        }
    }

    /**
     * @param tool name or glob
     * @param pattern glob over the decisive argument (path, command line, URL), default {@code *}
     * @param agents names or globs it is limited to; null for all
     * @param modes names it is limited to; null for all
     * @param reason a sentence shown to the model and to people, null for a general one
     */
    record Rule(
            Effect effect,
            String tool,
            String pattern,
            @Nullable List<String> agents,
            @Nullable List<String> modes,
            @Nullable String reason) {
        public Rule {
            pattern = pattern == null ? "*" : pattern;
            agents = agents == null ? null : List.copyOf(agents);
            modes = modes == null ? null : List.copyOf(modes);
        }
    }

    /** What a rule does with a call. */
    enum Effect {
        ALLOW,
        ASK,
        DENY;

        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A switch that extensions and the page may read. */
    record Flag(boolean value) implements ControlDefinition {}

    /** The models people can name. Aliases are unique across all controls; the youngest control wins. */
    record Models(List<Model> models) implements ControlDefinition {
        public Models {
            models = List.copyOf(models);
        }
    }

    /**
     * @param alias what people type, kebab-case
     * @param provider {@code built-in}, {@code anthropic}, or the name of an endpoint in the settings
     * @param model the provider's id
     * @param inputUsdPerMillion price of a million tokens in; null when unknown, like every other price
     * @param longPrompt what every token of a call costs whose prompt is long; null when all prompts cost alike
     * @param outputTokensMax most tokens in one answer, default 16,384
     * @param pricesAsOf the day the prices were read off, null without prices
     */
    record Model(
            String alias,
            String provider,
            String model,
            @Nullable BigDecimal inputUsdPerMillion,
            @Nullable BigDecimal outputUsdPerMillion,
            @Nullable BigDecimal cacheReadUsdPerMillion,
            @Nullable BigDecimal cacheWriteUsdPerMillion,
            @Nullable LongPrompt longPrompt,
            Integer outputTokensMax,
            @Nullable LocalDate pricesAsOf) {
        public static final int OUTPUT_TOKENS_MAX_DEFAULT = 16_384;

        public Model {
            outputTokensMax = outputTokensMax == null ? OUTPUT_TOKENS_MAX_DEFAULT : outputTokensMax;
        }
    }

    /**
     * Prices of a call whose prompt, cached tokens included, is longer than {@code aboveTokens}.
     *
     * @param aboveTokens at least 1
     * @param inputUsdPerMillion as for {@link Model}, here always known
     */
    record LongPrompt(
            long aboveTokens,
            BigDecimal inputUsdPerMillion,
            BigDecimal outputUsdPerMillion,
            @Nullable BigDecimal cacheReadUsdPerMillion,
            @Nullable BigDecimal cacheWriteUsdPerMillion) {}

    /**
     * How long something may take.
     *
     * @param applies {@code model}, {@code tool}, {@code run}, or the name of one tool
     * @param seconds 1 to 86,400
     */
    record Timeout(String applies, int seconds) implements ControlDefinition {}

    /**
     * When notices do not reach the devices; they stay in the inbox.
     *
     * @param from {@code HH:mm}; with {@code until} before it the span lasts over midnight
     * @param until {@code HH:mm}, not included
     * @param timezone IANA zone; null means the gateway's own
     * @param except kinds of notice that come through all the same; may be empty
     */
    record Quiet(String from, String until, @Nullable String timezone, List<String> except)
            implements ControlDefinition {
        public Quiet {
            except = except == null ? List.of() : List.copyOf(except);
        }

        public LocalTime fromTime() {
            return LocalTime.parse(from);
        }

        public LocalTime untilTime() {
            return LocalTime.parse(until);
        }
    }

    /**
     * What a run may use by what was asked for, and how many run at once.
     *
     * @param rows one per request: {@code quick}, {@code complex}, {@code job}, {@code build}
     * @param runsMax runs at once, 1 to 64, default 4
     */
    record Limits(List<Row> rows, Integer runsMax) implements ControlDefinition {
        public static final int RUNS_MAX_DEFAULT = 4;

        public Limits {
            rows = List.copyOf(rows);
            runsMax = runsMax == null ? RUNS_MAX_DEFAULT : runsMax;
        }

        public Optional<Row> row(String request) {
            return rows.stream().filter(row -> row.request().equals(request)).findFirst();
        }
    }

    /**
     * @param request {@code quick}, {@code complex}, {@code job} or {@code build}
     * @param model alias or model id; null means the agent's own
     * @param turnsMax model calls, at least 1
     * @param budgetUsd above 0
     */
    record Row(String request, @Nullable String model, int turnsMax, BigDecimal budgetUsd) {}
}
