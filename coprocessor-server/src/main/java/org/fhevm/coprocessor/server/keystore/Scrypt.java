package org.fhevm.coprocessor.server.keystore;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.bouncycastle.crypto.engines.Salsa20Engine;

/**
 * The key derivation scrypt (RFC 7914).
 *
 * <p>The library's is not used: it insists on n below 2^16 where r is 1, as section 2 of the RFC says, and the
 * definition of keystores has a test vector with n = 2^18 and r = 1, which Ethereum's clients accept. The library does
 * the arithmetic, PBKDF2 and Salsa20/8. Checked values only: {@link KeyDerivation.Scrypted} bounds them.
 */
final class Scrypt {
    static final int BLOCK_BYTES = 128;

    private static final int SALSA_ROUNDS = 8;
    private static final int SALSA_WORDS = 16;
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final int cost;
    private final int parallelization;

    /** Salsa20/8 blocks of one block: 2r. */
    private final int chunks;

    Scrypt(int cost, int blockSize, int parallelization) {
        this.cost = cost;
        this.parallelization = parallelization;
        this.chunks = 2 * blockSize;
    }

    /** Section 6: PBKDF2, a mix of each block, PBKDF2. */
    byte[] derive(byte[] password, byte[] salt, int length) {
        int words = chunks * SALSA_WORDS;
        byte[] blocks = KeyDerivation.Pbkdf2.derive(password, salt, 1, parallelization * words * Integer.BYTES);
        int[] memory = new int[cost * words];
        int[] block = new int[words];
        for (int i = 0; i < parallelization; i++) {
            int offset = i * words * Integer.BYTES;
            for (int word = 0; word < words; word++) {
                block[word] = (int) WORDS.get(blocks, offset + word * Integer.BYTES);
            }
            int[] mixed = mix(block, memory);
            for (int word = 0; word < words; word++) {
                WORDS.set(blocks, offset + word * Integer.BYTES, mixed[word]);
            }
        }
        return KeyDerivation.Pbkdf2.derive(password, blocks, 1, length);
    }

    /** Section 5, scryptROMix: writes n states to memory, then reads n of them in an order that the state gives. */
    private int[] mix(int[] block, int[] memory) {
        int words = block.length;
        int[] state = block.clone();
        int[] next = new int[words];
        for (int i = 0; i < cost; i++) {
            System.arraycopy(state, 0, memory, i * words, words);
            mixBlock(state, next);
            int[] swapped = state;
            state = next;
            next = swapped;
        }
        for (int i = 0; i < cost; i++) {
            int offset = (state[words - SALSA_WORDS] & (cost - 1)) * words;
            for (int word = 0; word < words; word++) {
                state[word] ^= memory[offset + word];
            }
            mixBlock(state, next);
            int[] swapped = state;
            state = next;
            next = swapped;
        }
        return state;
    }

    /** Section 4, scryptBlockMix: even results go to the first half of the output, odd ones to the second. */
    private void mixBlock(int[] input, int[] output) {
        int[] chunk = new int[SALSA_WORDS];
        int[] hashed = new int[SALSA_WORDS];
        System.arraycopy(input, input.length - SALSA_WORDS, hashed, 0, SALSA_WORDS);
        for (int i = 0; i < chunks; i++) {
            int offset = i * SALSA_WORDS;
            for (int word = 0; word < SALSA_WORDS; word++) {
                chunk[word] = hashed[word] ^ input[offset + word];
            }
            Salsa20Engine.salsaCore(SALSA_ROUNDS, chunk, hashed);
            int place = i % 2 == 0 ? i / 2 : chunks / 2 + i / 2;
            System.arraycopy(hashed, 0, output, place * SALSA_WORDS, SALSA_WORDS);
        }
    }
}
