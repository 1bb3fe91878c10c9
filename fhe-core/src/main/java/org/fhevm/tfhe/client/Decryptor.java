package org.fhevm.tfhe.client;

import java.math.BigInteger;
import org.fhevm.tfhe.core.algorithm.BitPacking;
import org.fhevm.tfhe.core.algorithm.SampleExtraction;
import org.fhevm.tfhe.core.entity.LweSecretKey;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.ciphertext.CompressedCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.PackedGlwe;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/** Decryption with the secret key, of blocks as well as of stored lists. Immutable. */
public final class Decryptor {
    private final ClientKey key;
    private final LweSecretKey bigKey;

    public Decryptor(ClientKey key) {
        this.key = key;
        this.bigKey = key.glweSecretKey().asLweSecretKey();
    }

    /** The phase of a block: its encoded value with its noise, a torus word. */
    public long phase(ShortintCiphertext block) {
        return LweEncryption.phase(bigKey, block.words());
    }

    /**
     * The value of a block with its carry and its padding bit, 0..31; 16 and above mean that the padding is not clean.
     */
    public int decryptBlock(ShortintCiphertext block) {
        return round(phase(block), key.parameters().deltaLog2());
    }

    private static int round(long phase, int deltaLog2) {
        return (int) (phase + (1L << deltaLog2 - 1) >>> deltaLog2);
    }

    /** The integer that the blocks stand for, carries included, modulo the width. */
    public BigInteger decrypt(RadixCiphertext value) {
        BigInteger sum = BigInteger.ZERO;
        for (int i = value.blockCount() - 1; i >= 0; i--) {
            sum = sum.shiftLeft(2)
                    .add(BigInteger.valueOf(decryptBlock(value.blocks().get(i))));
        }
        return sum.mod(BigInteger.ONE.shiftLeft(2 * value.blockCount()));
    }

    /**
     * The value at an index of a stored list, read under the compression key, without any evaluation key.
     *
     * @throws IllegalArgumentException if the key set has no compression key or the list has another shape
     */
    public BigInteger decrypt(CompressedCiphertextList list, int index) {
        int first = 0;
        for (int i = 0; i < index; i++) {
            first += list.kinds().get(i).blockCount();
        }
        DataKind kind = list.kinds().get(index);
        BigInteger sum = BigInteger.ZERO;
        for (int block = first + kind.blockCount() - 1; block >= first; block--) {
            PackedGlwe glwe = list.glwes().get(block / list.lwePerGlwe());
            sum = sum.shiftLeft(2).add(BigInteger.valueOf(decryptPacked(glwe, block % list.lwePerGlwe())));
        }
        return sum;
    }

    private int decryptPacked(PackedGlwe glwe, int coefficient) {
        LweSecretKey packingKey = key.compressionPrivateKey()
                .orElseThrow(() -> new IllegalArgumentException("the client key has no compression key"))
                .secretKey()
                .asLweSecretKey();
        int n = glwe.polynomialSize();
        long[] words = new long[(glwe.glweDimension() + 1) * n];
        for (int j = 0; j < glwe.initialLength(); j++) {
            words[j] = BitPacking.value(glwe.packed(), j, glwe.logModulus()) << 64 - glwe.logModulus();
        }
        long[] lwe = new long[words.length - n + 1];
        SampleExtraction.extract(words, 0, n, coefficient, lwe);
        int messageLog2 = Integer.numberOfTrailingZeros(key.parameters().messageModulus());
        int rounded =
                round(LweEncryption.phase(packingKey, lwe), key.parameters().deltaLog2() + messageLog2);
        return rounded & key.parameters().messageModulus() - 1;
    }
}
