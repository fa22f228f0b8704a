package dev.daemion.substrate.storage.table;

import dev.daemion.kernel.approval.ApprovalKind;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.ledger.LedgerEntry;
import dev.daemion.substrate.execution.approval.ApprovalEvent;
import dev.daemion.substrate.execution.policy.GrantEvent;
import dev.daemion.substrate.extension.ExtensionEvent;
import dev.daemion.substrate.presentation.DeviceEvent;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a row of the journal decides, if it decides anything: a question answered, a grant or a device taken back, a
 * change of an extension that counts at once. Says about what in a few words and never holds content, for a thread that
 * is erased leaves its decisions behind.
 */
record Decision(
        Instant at,
        String device,
        String action,
        String subject,
        @Nullable String contentHash) {
    /** Who did what rows without a name tell of. */
    private static final String UNKNOWN = "daemion";

    /** Journal names of the events that may decide something. */
    static final List<String> NAMES = List.of(
            "approval-decided",
            "grant-revoked",
            "device-paired",
            "device-revoked",
            "extension-created",
            "extension-updated",
            "extension-toggled",
            "extension-deleted",
            "extension-reverted");

    /** @param sql the read tables as they are right after the row */
    static Optional<Decision> of(Sql sql, JournalRow row) throws SQLException {
        return switch (row.entry()) {
            case ApprovalEvent.Decided decided -> answered(sql, row, decided);
            case GrantEvent.Revoked revoked ->
                some(
                        revoked.at(),
                        Objects.requireNonNullElse(revoked.by(), UNKNOWN),
                        "revoke-grant",
                        revoked.approvalId().value(),
                        null);
            case DeviceEvent.Paired paired ->
                some(paired.at(), paired.name(), "pair-device", paired.id().value(), null);
            case DeviceEvent.Revoked revoked ->
                some(
                        revoked.at(),
                        Objects.requireNonNullElse(revoked.by(), UNKNOWN),
                        "revoke-device",
                        revoked.id().value(),
                        null);
            case ExtensionEvent event -> extension(sql, row, event);
            default -> Optional.empty();
        };
    }

    private static Optional<Decision> answered(Sql sql, JournalRow row, ApprovalEvent.Decided decided)
            throws SQLException {
        var asked = ApprovalTable.find(sql, new ApprovalId(row.entityId()));
        if (asked.isEmpty()) {
            return Optional.empty();
        }
        var approval = asked.get();
        return some(
                decided.at(),
                decided.decidedBy(),
                decided.decision().wire() + "-" + approval.kind().wire(),
                subject(sql, approval),
                approval.contentHash());
    }

    private static String subject(Sql sql, ApprovalView approval) throws SQLException {
        var detail = approval.detail();
        if (approval.kind() == ApprovalKind.EXTENSION && approval.extensionId() != null) {
            return name(sql, approval.extensionId().value());
        }
        var tool = "tool " + detail.path("tool").asText("?");
        return detail.has("extension") ? detail.path("extension").asText() + " " + tool : tool;
    }

    private static Optional<Decision> extension(Sql sql, JournalRow row, ExtensionEvent event) throws SQLException {
        return switch (event) {
            case ExtensionEvent.Created made
            when isPersons(made.version().source()) ->
                some(
                        made.at(),
                        made.by(),
                        "create-extension",
                        name(sql, row.entityId()),
                        made.version().hash());
            case ExtensionEvent.Updated made
            when isPersons(made.version().source()) ->
                some(
                        made.at(),
                        made.by(),
                        "change-extension",
                        name(sql, row.entityId()),
                        made.version().hash());
            case ExtensionEvent.Toggled toggled ->
                some(
                        toggled.at(),
                        toggled.by(),
                        toggled.enabled() ? "enable-extension" : "disable-extension",
                        name(sql, row.entityId()),
                        null);
            case ExtensionEvent.Deleted deleted ->
                some(deleted.at(), deleted.by(), "delete-extension", name(sql, row.entityId()), null);
            case ExtensionEvent.Reverted reverted ->
                some(
                        reverted.at(),
                        reverted.by(),
                        "revert-extension",
                        name(sql, row.entityId()),
                        reverted.versions().isEmpty()
                                ? null
                                : reverted.versions().getLast().hash());
            // An approval has its own row; what agents, imports and seeds bring is no decision of a person.
            case ExtensionEvent.Created _,
                    ExtensionEvent.Updated _,
                    ExtensionEvent.Proposed _,
                    ExtensionEvent.Approved _,
                    ExtensionEvent.Denied _,
                    ExtensionEvent.Expired _,
                    ExtensionEvent.Reminded _ -> Optional.empty();
        };
    }

    private static boolean isPersons(ExtensionSource source) {
        return source == ExtensionSource.USER;
    }

    /** {@code command/standup}; deleted ones keep theirs. */
    private static String name(Sql sql, String id) throws SQLException {
        return sql.first(
                        "SELECT type, name FROM extensions WHERE extension_id = ?",
                        row -> row.text("type") + "/" + row.text("name"),
                        id)
                .orElse(id);
    }

    private static Optional<Decision> some(
            Instant at, String device, String action, String subject, @Nullable String contentHash) {
        return Optional.of(new Decision(at.truncatedTo(ChronoUnit.MICROS), device, action, subject, contentHash));
    }

    LedgerEntry after(@Nullable LedgerEntry previous) {
        return LedgerEntry.after(previous, at, device, action, subject, contentHash);
    }

    boolean isIn(LedgerEntry entry) {
        return new Decision(entry.at(), entry.device(), entry.action(), entry.subject(), entry.contentHash())
                .equals(this);
    }
}
