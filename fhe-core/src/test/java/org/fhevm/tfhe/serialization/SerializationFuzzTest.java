package org.fhevm.tfhe.serialization;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.fhevm.tfhe.integer.ciphertext.CompressedCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.SeededCiphertext;
import org.fhevm.tfhe.integer.ciphertext.SingleCiphertext;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.parameters.PbsOrder;
import org.fhevm.tfhe.serialization.conformance.CompressedListConformance;
import org.fhevm.tfhe.serialization.conformance.ProvenListConformance;
import org.fhevm.tfhe.serialization.conformance.SingleCiphertextConformance;
import org.fhevm.tfhe.testing.AllocationBound;
import org.fhevm.tfhe.testing.ToyKeys;
import org.jspecify.annotations.Nullable;

/**
 * Arbitrary bytes for every reader of files and messages. A reader accepts them or refuses them with
 * {@link MalformedInputException}, allocates no more than a multiple of their length, and treats a stream and an array
 * alike. An accepted value can be written, and reads as the same value.
 *
 * <p>As ordinary tests these run over the committed corpus; {@code benchmarks/fuzz} searches for new inputs.
 */
class SerializationFuzzTest {
    private static final ParameterSet TOY = ToyKeys.PARAMETERS;

    /**
     * Objects have headers and references that the encoding does not have: an element of a few bytes takes several
     * dozen.
     */
    private static final int BYTES_PER_BYTE = 40;

    @FuzzTest
    void compressedList(byte[] data) throws Exception {
        CompressedCiphertextList list = check(CompressedCiphertextListCodec.INSTANCE, data);
        if (list != null) {
            refusedOrAccepted(() ->
                    new CompressedListConformance(4, 4, PbsOrder.KEYSWITCH_BOOTSTRAP, 2, 64, 64, 10).require(list));
        }
    }

    @FuzzTest
    void compactList(byte[] data) throws Exception {
        check(CompactCiphertextListCodec.INSTANCE, data);
    }

    @FuzzTest
    void provenList(byte[] data) throws Exception {
        ProvenCompactCiphertextList list = check(ProvenCompactCiphertextListCodec.INSTANCE, data);
        if (list != null) {
            ProvenListConformance conformance = new ProvenListConformance(TOY.compactKey(), 16);
            AllocationBound.require(
                    data.length, BYTES_PER_BYTE, () -> refusedOrAccepted(() -> conformance.require(list)));
        }
    }

    @FuzzTest
    void singleCiphertext(byte[] data) throws Exception {
        for (SingleCiphertextCodec codec : new SingleCiphertextCodec[] {
            SingleCiphertextCodec.BOOL, SingleCiphertextCodec.UNSIGNED, SingleCiphertextCodec.SIGNED
        }) {
            SingleCiphertext value = check(codec, data);
            if (value != null) {
                SingleCiphertextConformance conformance = new SingleCiphertextConformance(TOY.compute());
                refusedOrAccepted(() -> conformance.requireClean(value, value.kind()));
                refusedOrAccepted(() -> conformance.requireShape(value, new DataKind.Unsigned(4)));
            }
        }
    }

    @FuzzTest
    void seededCiphertext(byte[] data) throws Exception {
        for (SeededCiphertextCodec codec : new SeededCiphertextCodec[] {
            SeededCiphertextCodec.BOOL, SeededCiphertextCodec.UNSIGNED, SeededCiphertextCodec.SIGNED
        }) {
            SeededCiphertext value = check(codec, data);
            if (value != null) {
                refusedOrAccepted(
                        () -> new SingleCiphertextConformance(TOY.compute()).requireShape(value, value.kind()));
            }
        }
    }

    @FuzzTest
    void clientKey(byte[] data) throws Exception {
        check(ClientKeyCodec.INSTANCE, data);
    }

    @FuzzTest
    void compactPublicKey(byte[] data) throws Exception {
        check(CompactPublicKeyCodec.INSTANCE, data);
    }

    @FuzzTest
    void seededCompactPublicKey(byte[] data) throws Exception {
        check(SeededCompactPublicKeyCodec.INSTANCE, data);
    }

    @FuzzTest
    void serverKey(byte[] data) throws Exception {
        check(ServerKeyCodec.INSTANCE, data);
    }

    /** The reader that the daemons use: it turns a key into the engine's own layout while it reads. */
    @FuzzTest
    void preparedServerKey(byte[] data) throws Exception {
        check(PreparedServerKeyReader.INSTANCE, data);
    }

    @FuzzTest
    void compressedServerKey(byte[] data) throws Exception {
        check(CompressedServerKeyCodec.INSTANCE, data);
    }

    @FuzzTest
    void publicParameters(byte[] data) throws Exception {
        check(CompactPkePublicParamsReader.INSTANCE, data);
    }

    @FuzzTest
    void envelopeName(byte[] data) {
        refusedOrAccepted(() -> SafeSerializedTypeName.of(data));
    }

    /** The value that was read, or null if the bytes were refused. */
    private static <T> @Nullable T check(SafeSerializedReader<T> reader, byte[] data) throws Exception {
        T value = readWithinMeans(data, length -> reader.read(data.clone(), length));
        T streamed = readWithinMeans(
                data, length -> reader.read(ByteInput.of(new ByteArrayInputStream(data), length), length));
        if ((value == null) != (streamed == null)) {
            throw new AssertionError(
                    "an array is " + verdict(value) + " and the same bytes as a stream are " + verdict(streamed));
        }
        readWithinMeans(data, length -> reader.readUnversioned(ByteInput.of(data)));
        if (value != null && reader instanceof SafeSerializedCodec<T> codec) {
            requireStable(codec, value);
        }
        return value;
    }

    private static String verdict(@Nullable Object value) {
        return value == null ? "refused" : "read";
    }

    private interface Reading<T> {
        T read(int length) throws MalformedInputException;
    }

    private static <T> @Nullable T readWithinMeans(byte[] data, Reading<T> reading) {
        AtomicReference<@Nullable T> value = new AtomicReference<>();
        AllocationBound.require(data.length, BYTES_PER_BYTE, () -> {
            try {
                value.set(reading.read(data.length));
            } catch (MalformedInputException e) {
                value.set(null);
            }
        });
        return value.get();
    }

    /** Codecs write older layouts in the newest one, so only our own output must be reproduced byte for byte. */
    private static <T> void requireStable(SafeSerializedCodec<T> codec, T value) throws MalformedInputException {
        byte[] written = codec.write(value);
        byte[] again = codec.write(codec.read(written));
        if (!Arrays.equals(written, again)) {
            throw new AssertionError("what was written is read as something else");
        }
    }

    private interface Check {
        void run() throws MalformedInputException;
    }

    private static void refusedOrAccepted(Check check) {
        try {
            check.run();
        } catch (MalformedInputException e) {
            // the one way to refuse
        }
    }
}
