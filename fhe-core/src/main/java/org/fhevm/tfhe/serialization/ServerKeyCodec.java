package org.fhevm.tfhe.serialization;

import java.util.function.Function;
import org.fhevm.tfhe.core.entity.FourierLweBootstrapKey;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.shortint.ServerKeyParts;

/**
 * Uncompressed server keys, more than 300 MB at the parameters of fhevm: read them from a mapped file or a stream and
 * write them to a stream.
 */
public final class ServerKeyCodec
        extends SafeSerializedCodec<ServerKeyParts<LweKeyswitchKey, FourierLweBootstrapKey, LwePackingKeyswitchKey>> {
    public static final ServerKeyCodec INSTANCE = new ServerKeyCodec();

    private static final ServerKeyLayout.PartWriter<LweKeyswitchKey, FourierLweBootstrapKey, LwePackingKeyswitchKey>
            PARTS = new ServerKeyLayout.PartWriter<>(
                    0,
                    KeyswitchKeyLayouts::write,
                    FourierLweBootstrapKeyLayout::write,
                    KeyswitchKeyLayouts::writePacking,
                    FourierLweBootstrapKeyLayout::write);

    private ServerKeyCodec() {
        super(UncompressedServerKeyLayout.TYPE_NAME, SizeLimits.KEY);
    }

    @Override
    ServerKeyParts<LweKeyswitchKey, FourierLweBootstrapKey, LwePackingKeyswitchKey> readBody(BodyReader reader)
            throws MalformedInputException {
        return UncompressedServerKeyLayout.read(
                reader,
                new UncompressedServerKeyLayout.PartConverters<>(
                        Function.identity(), FourierLweBootstrapKeyLayout.FourierKeySink::new, Function.identity()));
    }

    @Override
    void writeBody(
            ServerKeyParts<LweKeyswitchKey, FourierLweBootstrapKey, LwePackingKeyswitchKey> key, BodyWriter writer) {
        writer.version(2);
        writer.version(3);
        writer.version(0);
        writer.version(0);
        ServerKeyLayout.write(key, PARTS, writer);
    }
}
