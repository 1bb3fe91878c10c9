package org.fhevm.coprocessor.server.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.fhevmcoprocessor.FetchedCiphertext;
import io.grpc.fhevmcoprocessor.GetCiphertextResponse;
import io.grpc.fhevmcoprocessor.GetCiphertextSingleResponse;
import io.grpc.fhevmcoprocessor.InputCiphertextResponse;
import io.grpc.fhevmcoprocessor.InputCiphertextResponseHandle;
import io.grpc.fhevmcoprocessor.InputUploadResponse;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.server.usecase.FetchCiphertexts.Fetched;
import org.fhevm.coprocessor.server.usecase.FetchCiphertexts.SignedCiphertext;
import org.fhevm.coprocessor.server.usecase.UploadInputs.Attested;

/** Puts answers into their messages. Arrays are wrapped, not copied, since no code changes them later. */
final class WireResponses {
    /**
     * An entry without its handle and ciphertext: a signature, two numbers, and the tags and lengths of all of them.
     */
    private static final int ENTRY_BYTES = 128;

    private WireResponses() {}

    static InputUploadResponse uploaded(List<Attested> inputs) {
        InputUploadResponse.Builder response = InputUploadResponse.newBuilder();
        inputs.forEach(input -> response.addUploadResponses(attested(input)));
        return response.build();
    }

    private static InputCiphertextResponse attested(Attested input) {
        InputCiphertextResponse.Builder response = InputCiphertextResponse.newBuilder()
                .setAclAddress(input.acl())
                .setHashOfCiphertext(wrap(input.blob().bytes()))
                .setContractAddress(input.contract().checksummed())
                .setUserAddress(input.user().checksummed())
                .setSignerAddress(input.signer().checksummed())
                .setEip712Signature(wrap(input.signature().encoded()));
        for (int index = 0; index < input.handles().size(); index++) {
            response.addInputHandles(InputCiphertextResponseHandle.newBuilder()
                    .setHandle(wrap(input.handles().get(index).bytes()))
                    .setCiphertextType(input.types().get(index).code()));
        }
        return response.build();
    }

    static GetCiphertextResponse fetched(List<Fetched> ciphertexts) {
        GetCiphertextResponse.Builder response = GetCiphertextResponse.newBuilder();
        for (Fetched fetched : ciphertexts) {
            GetCiphertextSingleResponse.Builder single = GetCiphertextSingleResponse.newBuilder()
                    .setHandle(wrap(fetched.handle().bytes()));
            SignedCiphertext signed = fetched.ciphertext();
            if (signed != null) {
                single.setCiphertext(ciphertext(signed));
            }
            response.addResponses(single);
        }
        return response.build();
    }

    /**
     * The most bytes of an answer on the wire.
     *
     * @param handles of the request; one that comes several times is answered as often
     * @param sizes of the stored ciphertexts
     */
    static long sizeOf(List<Handle> handles, Map<Handle, Long> sizes) {
        long bytes = 0;
        for (Handle handle : handles) {
            bytes += ENTRY_BYTES + handle.length() + sizes.getOrDefault(handle, 0L);
        }
        return bytes;
    }

    private static FetchedCiphertext ciphertext(SignedCiphertext signed) {
        return FetchedCiphertext.newBuilder()
                .setCiphertextBytes(wrap(signed.ciphertext().content().array()))
                .setCiphertextVersion(signed.ciphertext().version())
                .setCiphertextType(signed.ciphertext().typeCode())
                .setSignature(wrap(signed.signature().encoded()))
                .build();
    }

    private static ByteString wrap(byte[] bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes);
    }
}
