package dev.daemion.substrate.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.SortableIds;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.wire.Json;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The life of an extension")
class ExtensionLifeTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final ExtensionAuthor OWNER = ExtensionAuthor.person("phone");
    private static final ExtensionAuthor AGENT = ExtensionAuthor.agent("daemion", null, null);

    private static final ActorRef<StatusReply<Outcome>> NOBODY =
            TestInbox.<StatusReply<Outcome>>create().getRef();

    private final SortableIds ids = new SortableIds(Clock.fixed(NOW, ZoneOffset.UTC), new Random(7));
    private ExtensionState state = new ExtensionState.Absent();

    @Nested
    @DisplayName("made by a person")
    class ByPerson {
        @Test
        @DisplayName("is active at once, a job only when that was said")
        void active() {
            write(OWNER, "one", null);
            assertThat(present().standing().status()).isEqualTo(ExtensionStatus.ACTIVE);

            state = new ExtensionState.Absent();
            state = restored(state.apply(Writing.first(draft(ExtensionType.JOB, OWNER, "one", null), NOW)));
            assertThat(present().standing().status()).isEqualTo(ExtensionStatus.DISABLED);
        }

        @Test
        @DisplayName("gets a version by each edit, and none by saying the same again")
        void versions() {
            write(OWNER, "one", null);
            write(OWNER, "two", null);
            write(OWNER, "two", null);

            assertThat(present().view(id()).version()).isEqualTo(2);
            assertThat(present().versions()).hasSize(2);
        }
    }

    @Nested
    @DisplayName("made by an agent")
    class ByAgent {
        @Test
        @DisplayName("waits, becomes active by approval and stays out by denial")
        void waits() {
            write(AGENT, "one", null);
            assertThat(present().standing().status()).isEqualTo(ExtensionStatus.PENDING);
            assertThat(present().standing().enabled()).isFalse();

            resolve(ApprovalStatus.DENIED);
            assertThat(present().standing().status()).isEqualTo(ExtensionStatus.REJECTED);

            write(AGENT, "two", null);
            resolve(ApprovalStatus.APPROVED);
            assertThat(present().standing().status()).isEqualTo(ExtensionStatus.ACTIVE);
            assertThat(present().view(id()).version()).isEqualTo(2);
        }

        @Test
        @DisplayName("an artifact counts at once in each version; one of a person's or from elsewhere waits")
        void artifacts() {
            write(ExtensionType.ARTIFACT, AGENT, "one", null);
            assertThat(present().standing().status()).isEqualTo(ExtensionStatus.ACTIVE);
            write(ExtensionType.ARTIFACT, AGENT, "two", null);
            assertThat(present().view(id()).version()).isEqualTo(2);
            apply(Writing.toggled(present(), false, "phone", NOW));
            write(ExtensionType.ARTIFACT, AGENT, "three", null);
            assertThat(present().standing().enabled())
                    .as("a person's choice stays")
                    .isFalse();

            state = new ExtensionState.Absent();
            write(ExtensionType.ARTIFACT, OWNER, "one", null);
            write(ExtensionType.ARTIFACT, AGENT, "two", null);
            assertThat(present().view(id()).version()).isEqualTo(1);
            assertThat(present().proposed()).isPresent();

            state = new ExtensionState.Absent();
            write(
                    ExtensionType.ARTIFACT,
                    new ExtensionAuthor(ExtensionSource.COMMUNITY, "phone", null, null, null),
                    "one",
                    null);
            assertThat(present().standing().status()).isEqualTo(ExtensionStatus.PENDING);
        }

        @Test
        @DisplayName("an edit of what runs waits while the approved version keeps running, and a denial leaves it so")
        void baitAndSwitch() {
            write(OWNER, "one", null);
            write(AGENT, "two", null);

            assertThat(present().view(id()).definition().path("handler").asText())
                    .isEqualTo("one");
            assertThat(present().view(id()).status()).isEqualTo(ExtensionStatus.ACTIVE);
            resolve(ApprovalStatus.DENIED);
            assertThat(present().view(id()).definition().path("handler").asText())
                    .isEqualTo("one");

            write(AGENT, "three", null);
            resolve(ApprovalStatus.APPROVED);
            assertThat(present().view(id()).definition().path("handler").asText())
                    .isEqualTo("three");
        }

        @Test
        @DisplayName("an approval counts for the content it was given for and no other")
        void bound() {
            write(AGENT, "one", null);
            var old = Objects.requireNonNull(present().standing().approvalId());
            write(AGENT, "two", null);

            assertThat(Writing.resolved(present(), resolution(old, "any", ApprovalStatus.APPROVED), NOW))
                    .isNull();
            var current = Objects.requireNonNull(present().standing().approvalId());
            assertThatThrownBy(() -> Writing.resolved(
                            present(), resolution(current, "0".repeat(64), ApprovalStatus.APPROVED), NOW))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.CONFLICT));
        }

        @Test
        @DisplayName("nobody goes back to a version that was never approved")
        void neverApproved() {
            write(OWNER, "one", null);
            write(AGENT, "two", null);

            assertThatThrownBy(() -> reversal().toVersion(2)).hasMessageContaining("never approved");
            assertThatThrownBy(() -> reversal().toVersion(9)).hasMessageContaining("1 to 2");
        }
    }

    @Test
    @DisplayName("an essential one can be changed, but neither switched off nor deleted")
    void essential() {
        var draft = new ExtensionEntity.Draft(
                ExtensionType.COMMAND, "x", content("one"), null, SeedSync.AUTHOR, approval(), "d1", true);
        state = restored(state.apply(Writing.first(draft, NOW)));

        assertThatThrownBy(() -> Writing.toggled(present(), false, "phone", NOW))
                .hasMessageContaining("essential");
        assertThatThrownBy(() -> Writing.refuseEssential(present(), "deleted")).hasMessageContaining("deleted");
        write(OWNER, "two", null);
        assertThat(present().standing().isOverridden()).isTrue();
        assertThatThrownBy(() -> write(OWNER, "three", false)).hasMessageContaining("essential");
    }

    @Test
    @DisplayName("a person's choice to switch off survives a new seed")
    void choiceSurvives() {
        write(SeedSync.AUTHOR, "one", null);
        apply(Writing.toggled(present(), false, "phone", NOW));
        write(SeedSync.AUTHOR, "two", true);

        assertThat(present().standing().enabled()).isFalse();
        assertThat(present().view(id()).definition().path("handler").asText()).isEqualTo("two");
    }

    @Test
    @DisplayName("the history names every version, its differences and what happened to it")
    void history() {
        write(OWNER, "one", null);
        write(AGENT, "two", null);
        resolve(ApprovalStatus.DENIED);

        var history = Histories.of(present());
        assertThat(history).extracting(version -> version.status()).containsExactly("rejected", "approved");
        assertThat(history.getFirst().diff()).singleElement().satisfies(difference -> {
            assertThat(difference.path()).isEqualTo("/definition/handler");
            assertThat(String.valueOf(difference.before())).isEqualTo("\"one\"");
            assertThat(String.valueOf(difference.after())).isEqualTo("\"two\"");
        });
        assertThat(history.getFirst().changes())
                .extracting(entry -> entry.change())
                .containsExactly(2, 3);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("after 500 random changes, going back to any point gives exactly what stood there")
    void undo(long seed) {
        var random = new Random(seed);
        write(random.nextBoolean() ? OWNER : AGENT, "start", null);
        while (present().changes().size() < 500) {
            step(random);
        }
        var images = new ArrayList<String>();
        for (int change = 1; change <= present().changes().size(); change++) {
            images.add(present().image(change));
        }
        for (int change = 1; change <= images.size(); change++) {
            var there = present().apply(reversal().toChange(change));
            var back = (ExtensionState.Present) (change % 50 == 0 ? restored(there) : there);
            assertThat(back.image(back.changes().size())).as("change " + change).isEqualTo(images.get(change - 1));
            if (random.nextInt(20) == 0) {
                state = back; // and on from there: going back is a change like any other
            }
        }
    }

    private void step(Random random) {
        if (present().standing().isDeleted()) {
            apply(reversal().toChange(1 + random.nextInt(present().changes().size())));
            return;
        }
        try {
            switch (random.nextInt(8)) {
                case 0, 1 ->
                    write(OWNER, "o" + random.nextInt(20), random.nextInt(4) == 0 ? random.nextBoolean() : null);
                case 2, 3 -> write(AGENT, "a" + random.nextInt(20), null);
                case 4 -> resolve(List.of(ApprovalStatus.values()).get(random.nextInt(4)));
                case 5 -> apply(Writing.toggled(present(), random.nextBoolean(), "phone", NOW));
                case 6 ->
                    apply(reversal()
                            .toChange(1 + random.nextInt(present().changes().size())));
                default -> {
                    if (random.nextInt(10) == 0) {
                        apply(new ExtensionEvent.Deleted("phone", NOW, null));
                    } else {
                        apply(reversal().toVersion(1 + random.nextInt(present().youngest())));
                    }
                }
            }
        } catch (Problem refused) {
            assertThat(refused.code()).isEqualTo(ProblemCode.CONFLICT);
        }
    }

    private void write(ExtensionAuthor author, String handler, @Nullable Boolean enabled) {
        write(ExtensionType.COMMAND, author, handler, enabled);
    }

    private void write(ExtensionType type, ExtensionAuthor author, String handler, @Nullable Boolean enabled) {
        var draft = draft(type, author, handler, enabled);
        apply(
                state instanceof ExtensionState.Present present
                        ? Writing.next(present, draft, NOW)
                        : Writing.first(draft, NOW));
    }

    private void resolve(ApprovalStatus status) {
        var proposed = present().proposed();
        var approval = present().standing().approvalId();
        if (proposed.isPresent() && approval != null) {
            apply(Writing.resolved(
                    present(), resolution(approval, proposed.get().hash(), status), NOW));
        }
    }

    private ExtensionEntity.Resolve resolution(ApprovalId approval, String hash, ApprovalStatus status) {
        return new ExtensionEntity.Resolve(approval, hash, status, "phone", NOBODY);
    }

    /** Every event goes through its JSON, and now and then the state, as they do on disk. */
    private void apply(@Nullable ExtensionEvent event) {
        if (event != null) {
            var next = state.apply(Json.restore(Json.store(event), event.getClass()));
            boolean isSnapshot = next instanceof ExtensionState.Present present
                    && present.changes().size() % 50 == 0;
            state = isSnapshot ? restored(next) : next;
        }
    }

    private static ExtensionState restored(ExtensionState state) {
        return Json.restore(Json.store(state), state.getClass());
    }

    private Reversal reversal() {
        return new Reversal(present(), approval(), "phone", NOW);
    }

    private ExtensionState.Present present() {
        return (ExtensionState.Present) state;
    }

    private ExtensionId id() {
        return new ExtensionId("ext_" + "0".repeat(26));
    }

    private ApprovalId approval() {
        return ApprovalId.next(ids);
    }

    private ExtensionEntity.Draft draft(
            ExtensionType type, ExtensionAuthor author, String handler, @Nullable Boolean enabled) {
        var digest = author.equals(SeedSync.AUTHOR) ? handler : null;
        return new ExtensionEntity.Draft(type, "x", content(handler), enabled, author, approval(), digest, false);
    }

    private static Content content(String handler) {
        JsonNode definition = Json.stored()
                .createObjectNode()
                .put("prefix", "/")
                .put("handler", handler)
                .put("weight", new BigDecimal("0.50"));
        return new Content("A test.", definition, null);
    }
}
