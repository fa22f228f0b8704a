package dev.daemion.substrate.storage.sqlite;

import com.typesafe.config.Config;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.jdbc.db.EagerSlickDatabase;
import org.apache.pekko.persistence.jdbc.db.SlickDatabase;
import org.apache.pekko.persistence.jdbc.db.SlickDatabaseProvider;
import scala.Some;
import slick.jdbc.SQLiteProfile$;
import slick.util.AsyncExecutor;

/**
 * Lets Pekko Persistence JDBC keep its journal and snapshots on the connection that writes. Made by the plugin, by the
 * class name in {@code daemion-storage.conf}; one Slick database for journal and snapshots, with one thread because
 * there is one connection.
 */
public final class JournalDatabaseProvider implements SlickDatabaseProvider {
    /** Statements that may wait; the journal sends whole batches, so this is far more than all entities together. */
    private static final int QUEUE_MAX = 10_000;

    private final SlickDatabase database;

    public JournalDatabaseProvider(ActorSystem system) {
        var setup = system.settings()
                .setup()
                .get(JournalDatabaseSetup.class)
                .orElseThrow(() -> new IllegalStateException(
                        "the actor system was started without a JournalDatabaseSetup: it has no journal"));
        var executor = AsyncExecutor.apply("daemion-journal", 1, 1, QUEUE_MAX, 1, false);
        var profile = SQLiteProfile$.MODULE$;
        this.database = new EagerSlickDatabase(
                profile.backend().Database().forDataSource(setup.database().writer(), new Some<>(1), executor, false),
                profile);
        // The database file outlives the actor system and is closed by whoever opened it.
        system.registerOnTermination(executor::close);
    }

    @Override
    public SlickDatabase database(Config config) {
        return database;
    }
}
