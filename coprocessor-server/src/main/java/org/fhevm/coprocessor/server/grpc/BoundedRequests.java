package org.fhevm.coprocessor.server.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.io.IOException;
import java.io.InputStream;
import org.fhevm.coprocessor.common.access.RateUnit;

/**
 * Reads requests within bounds: it checks the number of elements against their limits, and the memory of their objects
 * against the budget of their tenant, before any object is made. It skips fields that the protocol does not know.
 */
final class BoundedRequests {
    /** Most bytes of an element as an object of the protocol, a value of ours and a row, apart from its content. */
    private static final int BYTES_PER_ELEMENT = 512;

    private final RequestBounds bounds;

    BoundedRequests(RequestBounds bounds) {
        this.bounds = bounds;
    }

    /** The same service, with requests that are read in this way. */
    ServerServiceDefinition read(ServerServiceDefinition service) {
        ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(
                        service.getServiceDescriptor().getName())
                .setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
        var methods = service.getMethods().stream().map(this::bounded).toList();
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder bounded = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(bounded::addMethod);
        return bounded.build();
    }

    private <Q, A> ServerMethodDefinition<Q, A> bounded(ServerMethodDefinition<Q, A> method) {
        MethodDescriptor<Q, A> descriptor = method.getMethodDescriptor();
        if (!(descriptor.getRequestMarshaller() instanceof MethodDescriptor.PrototypeMarshaller<Q> marshaller)
                || !(marshaller.getMessagePrototype() instanceof Message prototype)) {
            throw new IllegalArgumentException("requests are messages of protobuf, not so those of " + descriptor);
        }
        @SuppressWarnings("unchecked") // The parser of the prototype of Q.
        Parser<Q> parser = (Parser<Q>) DiscardUnknownFieldsParser.wrap(prototype.getParserForType());
        String name = String.valueOf(descriptor.getBareMethodName());
        return ServerMethodDefinition.create(
                descriptor.toBuilder()
                        .setRequestMarshaller(new RequestMarshaller<>(marshaller, parser, name))
                        .build(),
                method.getServerCallHandler());
    }

    private final class RequestMarshaller<Q> implements MethodDescriptor.Marshaller<Q> {
        private final MethodDescriptor.Marshaller<Q> outgoing;
        private final Parser<Q> parser;
        private final String method;

        RequestMarshaller(MethodDescriptor.Marshaller<Q> outgoing, Parser<Q> parser, String method) {
            this.outgoing = outgoing;
            this.parser = parser;
            this.method = method;
        }

        @Override
        public InputStream stream(Q request) {
            return outgoing.stream(request);
        }

        @Override
        public Q parse(InputStream stream) {
            try {
                byte[] message = bytes(stream);
                CallContext.call().require(message.length, 0);
                CallContext.call().spend(RateUnit.BYTES, message.length);
                int elements = bounds.requireWithin(method, message);
                CallContext.call().require(0, (long) elements * BYTES_PER_ELEMENT);
                CodedInputStream input = CodedInputStream.newInstance(message);
                // No other code has the array, so values may be views of it.
                input.enableAliasing(true);
                Q request = parser.parseFrom(input);
                input.checkLastTagWas(0);
                return request;
            } catch (IOException e) {
                throw ErrorStatus.ofMalformedMessage(e).asRuntimeException();
            }
        }

        /** The bytes of a message. The transport knows its size and has checked it. */
        private static byte[] bytes(InputStream stream) throws IOException {
            try (stream) {
                if (!(stream instanceof KnownLength)) {
                    return stream.readAllBytes();
                }
                byte[] bytes = new byte[stream.available()];
                int read = stream.readNBytes(bytes, 0, bytes.length);
                if (read != bytes.length) {
                    throw new IOException("a message of " + bytes.length + " bytes ended after " + read);
                }
                return bytes;
            }
        }
    }
}
