package dev.daemion.gateway.auth;

import dev.daemion.kernel.id.DeviceId;

/** Who makes a request. */
public sealed interface Caller {
    /** What a ledger or an approval calls it. */
    String name();

    /** Nobody the gateway knows; only open routes see it. */
    record Stranger() implements Caller {
        @Override
        public String name() {
            return "nobody";
        }
    }

    /** A process of this machine's user, known by the daemon's credential. */
    record LocalProcess() implements Caller {
        @Override
        public String name() {
            return "this machine";
        }
    }

    /** A paired client, known by its own token. */
    record PairedDevice(DeviceId id, String name) implements Caller {}
}
