package dev.daemion.gateway.http;

import dev.daemion.kernel.protocol.Page;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of the pages read last. Storage answers an unchanged list with the same object, so that a list many clients
 * poll is encoded once. Pages are told apart by identity and held weakly; two that share a slot only cost an encoding.
 */
final class EncodedPages {
    private static final int SLOT_COUNT = 16;

    private final AtomicReferenceArray<@Nullable Encoded> slots = new AtomicReferenceArray<>(SLOT_COUNT);

    private record Encoded(WeakReference<Page<?>> page, ByteString json) {}

    /** @param next where the following page is, used when there is one */
    HttpResponse answer(Page<?> page, Links next) {
        var answer = Answers.json(200, encode(page));
        return page.next() == null ? answer : answer.addHeader(next.next());
    }

    private ByteString encode(Page<?> page) {
        int slot = System.identityHashCode(page) & (SLOT_COUNT - 1);
        var known = slots.get(slot);
        if (known != null && known.page().refersTo(page)) {
            return known.json();
        }
        var json = Answers.encode(page.items());
        slots.set(slot, new Encoded(new WeakReference<>(page), json));
        return json;
    }
}
