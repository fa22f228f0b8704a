package dev.daemion.substrate.execution.policy;

import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.extension.Permissions;
import dev.daemion.kernel.extension.Warrant;
import dev.daemion.substrate.execution.tool.FileBounds;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.ToolSpec;
import dev.daemion.substrate.execution.tool.Wildcard;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether a call stays within what a person approved for the extension whose content runs. It narrows what the agent,
 * the mode and the rules admit, and lifts one thing only: the rule that everything is asked about, for exactly what was
 * approved.
 *
 * <table>
 * <caption>What an extension may use</caption>
 * <tr><td>no permissions, made by a person or shipped</td><td>what its agent may</td></tr>
 * <tr><td>no permissions, made by an agent or imported</td><td>tools that only look, on this machine</td></tr>
 * <tr><td>no {@code tools}</td><td>tools that only look, on this machine</td></tr>
 * <tr><td>no {@code paths}</td><td>wherever the rules let its tools go</td></tr>
 * <tr><td>no {@code hosts}</td><td>no host</td></tr>
 * </table>
 */
final class WarrantCheck {
    /** How a call stands to the warrant. */
    sealed interface Standing {
        /** Nothing in it forbids the call. */
        record Within() implements Standing {}

        /** A person has approved exactly this: it is not asked about once more. */
        record Approved() implements Standing {}

        /** @param reason what it lacks, a sentence for the model and for people */
        record Beyond(String reason) implements Standing {}

        /** @param reason why nothing of it may run any more */
        record Ended(String reason) implements Standing {}
    }

    private final Supplier<Catalog> catalog;
    private final Supplier<Grants> grants;
    private final Path userHome;

    WarrantCheck(Supplier<Catalog> catalog, Supplier<Grants> grants, Path userHome) {
        this.catalog = catalog;
        this.grants = grants;
        this.userHome = userHome;
    }

    Standing of(ToolSpec spec, String subject, ToolScope scope) {
        var warrant = scope.warrant();
        if (warrant == null) {
            return new Standing.Within();
        }
        if (!isInForce(warrant)) {
            return new Standing.Ended("The " + warrant.type().wire() + " " + warrant.name()
                    + " does not take part any more; nothing of it runs. Stop here.");
        }
        var lack = lack(warrant, spec, subject, scope.home());
        if (lack.isPresent()) {
            return grants.get().permits(warrant, spec.name(), subject, scope.threadId())
                    ? new Standing.Approved()
                    : new Standing.Beyond(lack.get());
        }
        return isApproved(warrant.permissions(), spec, subject, scope)
                ? new Standing.Approved()
                : new Standing.Within();
    }

    /** The same extension still takes part, whichever of its versions. */
    private boolean isInForce(Warrant warrant) {
        return catalog.get()
                .find(warrant.type(), warrant.name())
                .map(ExtensionView::id)
                .filter(warrant.extensionId()::equals)
                .isPresent();
    }

    /**
     * What a warrant lacks for a call, a sentence; empty when it covers it.
     *
     * @param home Daemion's own
     */
    Optional<String> lack(Warrant warrant, ToolSpec spec, String subject, Path home) {
        var permissions = warrant.permissions();
        boolean isPersons = warrant.source() == ExtensionSource.USER || warrant.source() == ExtensionSource.BUILT_IN;
        if (permissions.equals(Permissions.UNSAID) && isPersons) {
            return Optional.empty();
        }
        var whose = "The " + warrant.type().wire() + " " + warrant.name();
        if (!mayUse(permissions, spec, subject)) {
            return Optional.of(whose + " has no permission for the tool " + spec.name() + ".");
        }
        if (PolicyRule.isUrl(subject) && !mayReach(permissions, subject)) {
            return Optional.of(whose + " has no permission for the host of " + subject + ".");
        }
        if (subject.startsWith("/")
                && permissions.paths() != null
                && !mayTouch(permissions.paths(), spec, subject, home)) {
            return Optional.of(
                    whose + " has no permission to " + (spec.isReadOnly() ? "read " : "write ") + subject + ".");
        }
        return Optional.empty();
    }

    private static boolean mayUse(Permissions permissions, ToolSpec spec, String subject) {
        return permissions.tools() == null
                ? spec.isReadOnly() && !PolicyRule.isUrl(subject)
                : permissions.tools().stream()
                        .anyMatch(glob -> Wildcard.ofText(glob).matches(spec.name()));
    }

    private static boolean mayReach(Permissions permissions, String url) {
        var there = URI.create(url);
        return permissions.reaches(there.getScheme().equals("https"), String.valueOf(there.getHost()), there.getPort());
    }

    private boolean mayTouch(Permissions.Paths paths, ToolSpec spec, String subject, Path home) {
        // What may be written may be looked at too.
        return isAmong(paths.write(), subject, home) || (spec.isReadOnly() && isAmong(paths.read(), subject, home));
    }

    private boolean isAmong(List<String> globs, String subject, Path home) {
        return globs.stream()
                .map(glob -> FileBounds.expand(glob, userHome, home))
                .anyMatch(glob -> Wildcard.ofPath(glob).matches(subject));
    }

    /** Named on the card: the tool itself, and either the very call or the place it touches. */
    private boolean isApproved(Permissions permissions, ToolSpec spec, String subject, ToolScope scope) {
        boolean isNamed = permissions.tools() != null
                && permissions.tools().stream()
                        .anyMatch(glob ->
                                !glob.equals("*") && Wildcard.ofText(glob).matches(spec.name()));
        if (!isNamed) {
            return false;
        }
        return scope.isWrittenDown()
                || PolicyRule.isUrl(subject)
                || (subject.startsWith("/") && permissions.paths() != null);
    }
}
