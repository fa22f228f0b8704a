package dev.daemion.substrate.storage.sqlite;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.setup.Setup;

/**
 * Gives an actor system the database its journal is kept in: {@code ActorSystem.create(guardian, "daemion",
 * ActorSystemSetup.create(BootstrapSetup.create(JournalDatabaseSetup.config().withFallback(…)), new
 * JournalDatabaseSetup(database)))}.
 */
public final class JournalDatabaseSetup extends Setup {
    private final JournalDatabase database;

    public JournalDatabaseSetup(JournalDatabase database) {
        this.database = database;
    }

    /**
     * The settings that make the database the journal and snapshot store of every entity, and the dispatchers of the
     * storage substrate. They override Pekko's own defaults, so they have to stand before {@code ConfigFactory.load()}.
     */
    public static Config config() {
        return ConfigFactory.parseResources(JournalDatabaseSetup.class.getClassLoader(), "daemion-storage.conf");
    }

    JournalDatabase database() {
        return database;
    }
}
