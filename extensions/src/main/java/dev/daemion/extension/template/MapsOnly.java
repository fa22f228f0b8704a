package dev.daemion.extension.template;

import com.samskivert.mustache.BasicCollector;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds variables in maps and nowhere else: no method and no field of any object is reachable from a template. */
final class MapsOnly extends BasicCollector {
    /** Most rounds that all sections of one rendering make together. */
    static final int ROUNDS_MAX = 10_000;

    private static final ScopedValue<int[]> ROUNDS = ScopedValue.newInstance();

    private static final Mustache.VariableFetcher FROM_MAP = (context, name) ->
            ((Map<?, ?>) context).containsKey(name) ? ((Map<?, ?>) context).get(name) : Template.NO_FETCHER_FOUND;
    private static final Mustache.VariableFetcher NOTHING = (_, _) -> Template.NO_FETCHER_FOUND;

    @Override
    public Mustache.VariableFetcher createFetcher(Object context, String name) {
        return context instanceof Map ? FROM_MAP : NOTHING;
    }

    /** Sections within sections over lists from outside would multiply: all rounds come off one account. */
    static void counted(Runnable rendering) {
        ScopedValue.where(ROUNDS, new int[1]).run(rendering);
    }

    @Override
    public @Nullable Iterator<?> toIterator(Object value) {
        var elements = super.toIterator(value);
        if (elements == null || !ROUNDS.isBound()) {
            return elements;
        }
        var spent = ROUNDS.get();
        return new Iterator<Object>() {
            @Override
            public boolean hasNext() {
                return elements.hasNext();
            }

            @Override
            public Object next() {
                if (++spent[0] > ROUNDS_MAX) {
                    throw new Problem(
                            ProblemCode.MALFORMED,
                            "the sections of the template repeat more than " + ROUNDS_MAX + " times");
                }
                return elements.next();
            }
        };
    }

    @Override
    public <K, V> Map<K, V> createFetcherCache() {
        return new ConcurrentHashMap<>();
    }
}
