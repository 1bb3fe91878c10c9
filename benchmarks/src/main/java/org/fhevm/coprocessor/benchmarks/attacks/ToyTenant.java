package org.fhevm.coprocessor.benchmarks.attacks;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import org.fhevm.coprocessor.cli.ciphertext.ClearValue;
import org.fhevm.coprocessor.cli.ciphertext.UserInputs;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.serialization.CompactPublicKeyCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;

/** The key set of toy parameters that tfhe-rs made, and inputs under it. */
final class ToyTenant {
    static final String ACL_CONTRACT = "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2";
    static final String VERIFYING_CONTRACT = "0x69dE3158643e738a0724418b21a35FAA20CBb1c5";

    private static final CompactPublicKey PUBLIC_KEY = publicKey();

    private ToyTenant() {}

    static byte[] file(String path) throws IOException {
        try (InputStream stream = ToyTenant.class.getResourceAsStream("/toy-0.9.1/" + path)) {
            if (stream == null) {
                throw new FileNotFoundException("the toy key set has no " + path);
            }
            return stream.readAllBytes();
        }
    }

    private static CompactPublicKey publicKey() {
        try {
            return CompactPublicKeyCodec.INSTANCE.read(file("keys/pks"));
        } catch (IOException | MalformedInputException e) {
            throw new IllegalStateException("the toy public key cannot be read", e);
        }
    }

    /** A new list of equal values, each encrypted by itself; its proof is empty. */
    static byte[] inputList(FheType type, int count) {
        List<ClearValue> values = Collections.nCopies(count, new ClearValue(type, BigInteger.ONE));
        return ProvenCompactCiphertextListCodec.INSTANCE.write(new UserInputs(PUBLIC_KEY, values).unproven());
    }

    /** Where eight bytes are random in both lists of equal values, as masks and bodies are and all that describes them is not. */
    static int randomOffset(byte[] one, byte[] other) {
        int around = 64;
        for (int offset = around; offset < one.length - around; offset++) {
            int different = 0;
            for (int i = offset - around; i < offset + around; i++) {
                different += one[i] == other[i] ? 0 : 1;
            }
            if (different > 2 * around * 9 / 10) {
                return offset;
            }
        }
        throw new IllegalArgumentException("the lists do not differ");
    }
}
