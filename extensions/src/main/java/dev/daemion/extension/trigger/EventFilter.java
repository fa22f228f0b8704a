package dev.daemion.extension.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelErrorCode;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A boolean expression over an event, in the Common Expression Language (github.com/google/cel-spec): the variable
 * {@code event} is an object, {@code event.cost_usd > 0.5 && event.job.startsWith("nightly-")}. What has been compiled
 * is type-checked and can be evaluated any number of times, by several threads; an evaluation ends within a budget of
 * {@value #STEPS_MAX} steps, whatever the expression and the event are. {@code flags.name} is a flag; one that is not
 * there is off.
 */
public final class EventFilter {
    /** Longest expression in characters. */
    public static final int TEXT_MAX = 2000;

    /** Steps of one evaluation: one for each value it makes, more for long ones. */
    static final int STEPS_MAX = 20_000;

    private static final int DETAIL_MAX = 300;

    /** Made when the first filter is read: most homes have none, and it takes a while. */
    private static final class Language {
        private static final Cel CEL = CelFactory.plannerCelBuilder()
                .setOptions(CelOptions.current()
                        .maxExpressionCodePointSize(TEXT_MAX)
                        .maxParseRecursionDepth(50)
                        .maxParseExpressionNodeCount(500)
                        .comprehensionMaxIterations(10_000)
                        .enableHeterogeneousNumericComparisons(true)
                        .build())
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addVar("event", MapType.create(SimpleType.STRING, SimpleType.DYN))
                .addVar("flags", MapType.create(SimpleType.STRING, SimpleType.BOOL))
                .setResultType(SimpleType.BOOL)
                .build();
    }

    /** What an evaluation came to. */
    public sealed interface Verdict {
        /** The job fires. */
        record Matches() implements Verdict {}

        /** It does not. */
        record Differs() implements Verdict {}

        /** The expression has no answer for this event; it does not fire. The detail is a sentence. */
        record Failed(String detail) implements Verdict {}
    }

    private final CelRuntime.Program program;
    private final Set<String> flags;

    private EventFilter(CelRuntime.Program program, Set<String> flags) {
        this.program = program;
        this.flags = Set.copyOf(flags);
    }

    /** Compiles and type-checks. */
    public static EventFilter compile(String text) throws FilterRefused {
        var result = Language.CEL.compile(text);
        if (result.hasError()) {
            throw new FilterRefused(
                    result.getErrors().stream().map(EventFilter::show).toList());
        }
        try {
            var tree = result.getAst();
            var faults = FilterPatterns.faults(tree);
            if (!faults.isEmpty()) {
                throw new FilterRefused(faults);
            }
            return new EventFilter(program(tree), FilterFlags.named(tree));
        } catch (CelValidationException e) {
            throw new FilterRefused(List.of(cut(String.valueOf(e.getMessage()))));
        }
    }

    private static CelRuntime.Program program(CelAbstractSyntaxTree tree) throws FilterRefused {
        try {
            return Language.CEL.createProgram(tree);
        } catch (CelEvaluationException e) {
            throw new FilterRefused(List.of(cut(String.valueOf(e.getMessage()))));
        }
    }

    /** Every flag it names by its name. */
    public Set<String> flags() {
        return flags;
    }

    /**
     * @param event an object of at most 64 KiB
     * @param known the flags there are, true for those that are on
     */
    public Verdict test(JsonNode event, Map<String, Boolean> known) {
        var values = EventValues.of(event);
        return values.isPresent()
                ? test(values.get(), known)
                : new Verdict.Failed("The event is larger than " + EventValues.CHARACTERS_MAX
                        + " characters or deeper than " + EventValues.DEPTH_MAX + " levels.");
    }

    private Verdict test(Map<String, Object> event, Map<String, Boolean> known) {
        var flagged = new HashMap<String, Object>(known);
        flags.forEach(name -> flagged.putIfAbsent(name, false));
        var budget = new StepBudget(STEPS_MAX);
        Optional<Object> value;
        String fault = "";
        try {
            value = Optional.of(program.trace(Map.of("event", event, "flags", flagged), budget));
        } catch (CelEvaluationException e) {
            value = Optional.empty();
            fault = fault(e);
        }
        if (budget.isExhausted()) { // || and && swallow an error, this one too
            return new Verdict.Failed("The expression takes more than " + STEPS_MAX + " steps for this event.");
        }
        if (value.isEmpty()) {
            return new Verdict.Failed(fault);
        }
        if (value.get() instanceof Boolean isMatch) {
            return isMatch ? new Verdict.Matches() : new Verdict.Differs();
        }
        return new Verdict.Failed(
                "The expression came to " + cut(String.valueOf(value.get())) + ", which is neither true nor false.");
    }

    private static String fault(CelEvaluationException failure) {
        var said = String.valueOf(failure.getMessage())
                .replaceFirst("^evaluation error at <input>:(\\d+): ", "At character $1: ")
                .replaceFirst("^evaluation error: ", "");
        boolean isAbsent = failure.getErrorCode() == CelErrorCode.ATTRIBUTE_NOT_FOUND;
        return cut(said) + (isAbsent ? " Ask first whether it is there: has(event.name) && …" : "");
    }

    private static String show(CelIssue issue) {
        var place = issue.getSourceLocation();
        var said = cut(issue.getMessage().replace(" (in container '')", ""));
        return place.getLine() < 1
                ? said
                : "line " + place.getLine() + ", column " + (place.getColumn() + 1) + ": " + said;
    }

    private static String cut(String text) {
        return text.length() <= DETAIL_MAX ? text : text.substring(0, DETAIL_MAX) + "…";
    }
}
