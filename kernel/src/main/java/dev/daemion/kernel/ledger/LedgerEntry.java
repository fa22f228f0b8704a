package dev.daemion.kernel.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.wire.Sha256;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One decision, chained to the one before it, so that none can be changed, left out or put in afterwards without
 * breaking the chain.
 *
 * @param seq 1, 2, … without gaps
 * @param device who decided: name of the device
 * @param action what was done, kebab-case: {@code approve-extension}, {@code deny-tool}, {@code revoke-device}, …
 * @param subject about what, in a few words without content: {@code command/standup}, {@code tool Bash}
 * @param contentHash SHA-256 (hex) of exactly what was decided on; null where there is no content
 * @param previousHash hash of the entry before it; {@link #GENESIS} for the first
 * @param hash see {@link #hashOf}
 */
public record LedgerEntry(
        long seq,
        Instant at,
        String device,
        String action,
        String subject,
        @Nullable String contentHash,
        String previousHash,
        String hash) {
    /** What stands before the first entry. */
    public static final String GENESIS = "0".repeat(64);

    /** The next entry after {@code previous}. */
    public static LedgerEntry after(
            @Nullable LedgerEntry previous,
            Instant at,
            String device,
            String action,
            String subject,
            @Nullable String contentHash) {
        long seq = previous == null ? 1 : previous.seq() + 1;
        var before = previous == null ? GENESIS : previous.hash();
        return new LedgerEntry(
                seq,
                at,
                device,
                action,
                subject,
                contentHash,
                before,
                hashOf(seq, at, device, action, subject, contentHash, before));
    }

    /** True when it is what its hash says. */
    public boolean isIntact() {
        return hash.equals(hashOf(seq, at, device, action, subject, contentHash, previousHash));
    }

    /**
     * SHA-256 (hex) over the JSON array {@code [seq, at, device, action, subject, content_hash, previous_hash]} without
     * spaces, the time in ISO-8601 UTC; so anybody can compute it from what {@code GET /ledger} answers.
     */
    public static String hashOf(
            long seq,
            Instant at,
            String device,
            String action,
            String subject,
            @Nullable String contentHash,
            String previousHash) {
        return Sha256.hex(JsonNodeFactory.instance
                .arrayNode()
                .add(seq)
                .add(at.toString())
                .add(device)
                .add(action)
                .add(subject)
                .add(contentHash)
                .add(previousHash)
                .toString());
    }
}
