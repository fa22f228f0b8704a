package dev.daemion.substrate.storage;

import com.typesafe.config.Config;
import dev.daemion.kernel.journal.JournalCatalog;
import dev.daemion.kernel.journal.JournalSerializer;
import dev.daemion.substrate.storage.sqlite.JournalDatabase;
import dev.daemion.substrate.storage.sqlite.JournalRows;
import java.util.ArrayList;
import java.util.List;

/**
 * Derives every read table anew from the journal, for when one is damaged or a release changes what it holds. Takes as
 * long as reading the whole journal; a crash in between is taken up by the next start. Nothing else may use the
 * database meanwhile. What does not come from the journal (blobs, drafts, what was read, the costs of erased threads)
 * stays.
 */
public final class ReadTableRebuild {
    private ReadTableRebuild() {}

    /**
     * @param config with {@code daemion.journal.entries}, as {@code ConfigFactory.load()} gives it
     * @return the journal row up to which the tables are now
     */
    public static long run(JournalDatabase database, Config config) {
        return new Tail(database, new JournalRows(new JournalSerializer(catalog(config)))).rebuild();
    }

    private static JournalCatalog catalog(Config config) {
        List<Class<?>> roots = new ArrayList<>();
        for (var name : config.getStringList("daemion.journal.entries")) {
            try {
                roots.add(Class.forName(name, false, ReadTableRebuild.class.getClassLoader()));
            } catch (ClassNotFoundException e) {
                throw new IllegalArgumentException("daemion.journal.entries names " + name + ", which is not there", e);
            }
        }
        return new JournalCatalog(roots);
    }
}
