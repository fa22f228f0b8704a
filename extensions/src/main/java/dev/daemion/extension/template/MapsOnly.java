package dev.daemion.extension.template;

import com.samskivert.mustache.BasicCollector;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Finds variables in maps and nowhere else: no method and no field of any object is reachable from a template. */
final class MapsOnly extends BasicCollector {
    private static final Mustache.VariableFetcher FROM_MAP = (context, name) ->
            ((Map<?, ?>) context).containsKey(name) ? ((Map<?, ?>) context).get(name) : Template.NO_FETCHER_FOUND;
    private static final Mustache.VariableFetcher NOTHING = (_, _) -> Template.NO_FETCHER_FOUND;

    @Override
    public Mustache.VariableFetcher createFetcher(Object context, String name) {
        return context instanceof Map ? FROM_MAP : NOTHING;
    }

    @Override
    public <K, V> Map<K, V> createFetcherCache() {
        return new ConcurrentHashMap<>();
    }
}
