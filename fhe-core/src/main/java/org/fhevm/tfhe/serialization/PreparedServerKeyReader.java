package org.fhevm.tfhe.serialization;

import org.fhevm.tfhe.core.entity.PreparedBootstrapKey;
import org.fhevm.tfhe.core.entity.PreparedKeyswitchKey;
import org.fhevm.tfhe.core.entity.PreparedPackingKey;
import org.fhevm.tfhe.parameters.Decomposition;
import org.fhevm.tfhe.shortint.ServerKey;

/**
 * Reads uncompressed server keys and prepares them for computation. Each part is prepared while it is read, so that
 * memory holds little more than the prepared key, which has two thirds of the bytes of its file.
 *
 * <p>Also refuses, as malformed, the keys that {@link ServerKey#prepare} refuses.
 */
public final class PreparedServerKeyReader extends SafeSerializedReader<ServerKey> {
    public static final PreparedServerKeyReader INSTANCE = new PreparedServerKeyReader();

    private PreparedServerKeyReader() {
        super(UncompressedServerKeyLayout.TYPE_NAME, SizeLimits.KEY);
    }

    @Override
    ServerKey readBody(BodyReader reader) throws MalformedInputException {
        var parts = UncompressedServerKeyLayout.read(
                reader,
                new UncompressedServerKeyLayout.PartConverters<>(
                        PreparedKeyswitchKey::of, BootstrapKeyBuilder::new, PreparedPackingKey::of));
        return reader.build(() -> ServerKey.of(parts));
    }

    private record BootstrapKeyBuilder(PreparedBootstrapKey.Builder builder)
            implements FourierLweBootstrapKeyLayout.BootstrapKeySink<PreparedBootstrapKey> {
        BootstrapKeyBuilder(int polynomialSize, int polynomialCount) {
            this(new PreparedBootstrapKey.Builder(polynomialSize, polynomialCount));
        }

        @Override
        public void put(int polynomial, double[] values) {
            builder.put(polynomial, values, 0);
        }

        @Override
        public PreparedBootstrapKey finish(int inputDimension, int glweDimension, Decomposition decomposition) {
            return builder.finish(inputDimension, glweDimension, decomposition);
        }
    }
}
