package org.fhevm.coprocessor.cli.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * A collector of traces that takes OTLP over HTTP. It reads the four fields of a span that it needs by their numbers in
 * <a href="https://github.com/open-telemetry/opentelemetry-proto">trace.proto</a>.
 */
public final class TraceCollector implements AutoCloseable {
    private static final int OK = 200;
    private static final String PATH = "/v1/traces";

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();

    public TraceCollector() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(PATH, this::take);
        server.start();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
    }

    public List<Span> spans() {
        return List.copyOf(spans);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!"application/x-protobuf".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
                throw new IOException("no protobuf");
            }
            byte[] request = new GZIPInputStream(exchange.getRequestBody()).readAllBytes();
            // resource_spans, then scope_spans, then spans
            each(request, 1, resource -> each(resource, 2, scope -> each(scope, 2, span -> spans.add(span(span)))));
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(OK, -1);
        }
    }

    private static void each(byte[] message, int field, Consumer<byte[]> taker) {
        try {
            CodedInputStream input = CodedInputStream.newInstance(message);
            for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) == field) {
                    taker.accept(input.readByteArray());
                } else {
                    input.skipField(tag);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Span span(byte[] message) {
        return new Span(hex(message, 1), hex(message, 2), hex(message, 4), text(message, 5));
    }

    private static String hex(byte[] message, int field) {
        return HexFormat.of().formatHex(bytes(message, field).toByteArray());
    }

    private static String text(byte[] message, int field) {
        return bytes(message, field).toStringUtf8();
    }

    private static ByteString bytes(byte[] message, int field) {
        ByteString[] found = {ByteString.EMPTY};
        each(message, field, value -> found[0] = ByteString.copyFrom(value));
        return found[0];
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /**
     * A span that was sent.
     *
     * @param parentId empty if it has none
     */
    public record Span(String traceId, String spanId, String parentId, String name) {}
}
