package org.fhevm.tfhe.math.random;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The stream of bytes of a seed. Mutable: reading advances it. For one thread.
 *
 * <p>AES-128 in counter mode, as concrete-csprng of tfhe-rs 0.9 has it: the seed in little-endian order is the key,
 * block i of the key stream is the encryption of i as a 16-byte <em>little-endian</em> number, and the first byte of
 * block 0 is skipped. Words are the next 8 bytes, little-endian, so they straddle blocks. tfhe-rs forks its generator
 * for each row of a key, each child receiving exactly the bytes it consumes; laid end to end they are this one stream,
 * in which word w starts at byte 8w.
 *
 * <p>The counter's byte order rules out the counter mode of the platform, which counts big-endian. Therefore several
 * hundred counter blocks at a time are written out and encrypted in one call as independent blocks, which the platform
 * does with the AES instructions of the processor at more than a gigabyte a second.
 */
public final class Csprng {
    private static final int BLOCK_BYTES = 16;
    private static final int BATCH_BLOCKS = 512;
    private static final int SKIPPED_BYTES = 1;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Cipher cipher;
    private final byte[] counters = new byte[BATCH_BLOCKS * BLOCK_BYTES];
    /** Up to 7 bytes left over from the batch before, then a batch of key stream. */
    private final byte[] stream = new byte[Long.BYTES + BATCH_BLOCKS * BLOCK_BYTES];

    private long nextBlock;
    private int position;
    private int end;

    /** The stream from its first byte. */
    public Csprng(Seed seed) {
        this(seed, 0);
    }

    /**
     * The stream from one of its words on.
     *
     * @param seed the seed of the stream
     * @param wordIndex number of 8-byte words to skip, not negative
     */
    public Csprng(Seed seed, long wordIndex) {
        if (wordIndex < 0) {
            throw new IllegalArgumentException("a stream has no word " + wordIndex);
        }
        this.cipher = aes(seed.toBytes());
        long byteIndex = Math.addExact(Math.multiplyExact(wordIndex, Long.BYTES), SKIPPED_BYTES);
        nextBlock = byteIndex / BLOCK_BYTES;
        refill();
        position += (int) (byteIndex % BLOCK_BYTES);
    }

    /** A uniform byte, 0 to 255. */
    public int nextByte() {
        if (position == end) {
            refill();
        }
        return stream[position++] & 0xff;
    }

    /** A uniform word. */
    public long nextLong() {
        if (end - position < Long.BYTES) {
            refill();
        }
        long word = (long) LONGS.get(stream, position);
        position += Long.BYTES;
        return word;
    }

    /** A uniform word of the given number of bytes, 1 to 8, read little-endian; the bytes above are 0. */
    public long nextBytes(int count) {
        if (count < 1 || count > Long.BYTES) {
            throw new IllegalArgumentException("a word cannot have " + count + " bytes");
        }
        long word = 0;
        for (int i = 0; i < count; i++) {
            word |= (long) nextByte() << (8 * i);
        }
        return word;
    }

    /** Fills part of an array with uniform words. */
    public void fillUniform(long[] words, int from, int length) {
        int done = 0;
        while (done < length) {
            if (end - position < Long.BYTES) {
                refill();
            }
            int run = Math.min(length - done, (end - position) / Long.BYTES);
            for (int i = 0; i < run; i++) {
                words[from + done + i] = (long) LONGS.get(stream, position + i * Long.BYTES);
            }
            position += run * Long.BYTES;
            done += run;
        }
    }

    /** Fills an array with words that are 0 or 1 with equal chance. */
    public void fillBits(long[] bits) {
        long word = 0;
        for (int i = 0; i < bits.length; i++) {
            if (i % Long.SIZE == 0) {
                word = nextLong();
            }
            bits[i] = word >>> (i % Long.SIZE) & 1;
        }
    }

    /** Keeps the unread bytes and appends a new batch. */
    private void refill() {
        int left = end - position;
        System.arraycopy(stream, position, stream, 0, left);
        for (int i = 0; i < BATCH_BLOCKS; i++) {
            LONGS.set(counters, i * BLOCK_BYTES, nextBlock + i);
        }
        nextBlock += BATCH_BLOCKS;
        try {
            end = left + cipher.update(counters, 0, counters.length, stream, left);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES refused a whole number of blocks", e);
        }
        position = 0;
    }

    private static Cipher aes(byte[] key) {
        try {
            // The counter mode above needs the plain block cipher on independent blocks.
            Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no AES", e);
        }
    }
}
