package dev.daemion.kernel.journal;

import dev.daemion.kernel.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Writes entries as JSON under their permanent names. Pekko makes it with the actor system; the roots stand in the
 * configuration under {@code daemion.journal.entries}, so a name read from disk is only ever looked up, never loaded as
 * a class.
 */
public final class JournalSerializer extends SerializerWithStringManifest {
    /** Stands in every journal row; never changes. */
    public static final int IDENTIFIER = 33_001;

    private final JournalCatalog catalog;

    public JournalSerializer(ExtendedActorSystem system) {
        this(new JournalCatalog(roots(system)));
    }

    public JournalSerializer(JournalCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object entry) {
        return catalog.nameOf(entry.getClass());
    }

    @Override
    public byte[] toBinary(Object entry) {
        return Json.store(entry).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return read(manifest, bytes);
    }

    /**
     * The entry of one row; a name this version does not know is an error that says so, for a newer release may have
     * written it.
     */
    public JournalEntry read(String name, byte[] payload) {
        var type = catalog.find(name)
                .orElseThrow(() -> new IllegalStateException("the journal holds '" + name
                        + "', which this version does not know; start the version that wrote it, or a newer one"));
        return Json.restore(payload, type);
    }

    private static List<Class<?>> roots(ExtendedActorSystem system) {
        var roots = new ArrayList<Class<?>>();
        for (var name : system.settings().config().getStringList("daemion.journal.entries")) {
            roots.add(system.dynamicAccess()
                    .getClassFor(name, scala.reflect.ClassTag$.MODULE$.apply(Object.class))
                    .get());
        }
        return roots;
    }
}
