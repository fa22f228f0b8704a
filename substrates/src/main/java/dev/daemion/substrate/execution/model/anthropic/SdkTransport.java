package dev.daemion.substrate.execution.model.anthropic;

import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpResponse;
import dev.daemion.kernel.provider.ProviderSettings;
import dev.daemion.substrate.execution.model.call.Call;
import dev.daemion.substrate.execution.model.call.Exchange;
import dev.daemion.substrate.execution.model.call.HttpTransport;
import dev.daemion.substrate.execution.model.call.ProviderAccess;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Puts our transport under the SDK: its sockets can be cancelled, its bodies are bounded, its credentials are ours
 * alone. The SDK calls it on the thread that asked it, so the call at hand travels in a scoped value.
 */
final class SdkTransport implements HttpClient {
    static final ScopedValue<Slot> SLOT = ScopedValue.newInstance();

    private final HttpTransport transport;
    private final ProviderAccess provider;

    SdkTransport(HttpTransport transport, ProviderAccess provider) {
        this.transport = transport;
        this.provider = provider;
    }

    /** One call, and the exchange once it is open. */
    static final class Slot {
        final Call call;

        @Nullable
        Exchange exchange;

        Slot(Call call) {
            this.call = call;
        }
    }

    @Override
    public HttpResponse execute(HttpRequest request, RequestOptions options) {
        var slot = SLOT.get();
        var body = new ByteArrayOutputStream(8 * 1024);
        request.body().ifPresent(b -> b.writeTo(body));
        var version = provider.settings().apiVersion();
        var exchange = transport.stream(
                provider,
                "/" + String.join("/", request.pathSegments()),
                Map.of("anthropic-version", version == null ? ProviderSettings.API_VERSION : version),
                body.toByteArray(),
                slot.call);
        slot.exchange = exchange;
        return new Streamed(exchange);
    }

    @Override
    public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
        throw new UnsupportedOperationException("model calls block a virtual thread");
    }

    @Override
    public void close() {
        // The transport is shared and closed by its owner.
    }

    private record Streamed(Exchange exchange) implements HttpResponse {
        @Override
        public int statusCode() {
            return 200;
        }

        @Override
        public Headers headers() {
            return Headers.builder().build();
        }

        @Override
        public InputStream body() {
            return exchange.body();
        }

        @Override
        public void close() {
            exchange.close();
        }
    }
}
