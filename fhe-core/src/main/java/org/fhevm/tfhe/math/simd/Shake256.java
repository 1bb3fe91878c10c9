package org.fhevm.tfhe.math.simd;

/**
 * SHAKE256 (FIPS 202): absorbs bytes and words, then gives any number of words. Words are 8 bytes, least significant
 * first. Mutable; for one thread at a time.
 *
 * <p>Several hashes of any lengths run side by side in the lanes of {@link KeccakLanes}: a lane that is finished saves
 * its state and idles until its whole group is finished.
 */
public final class Shake256 {
    private static final int RATE_WORDS = 17;
    private static final int RATE = RATE_WORDS * Long.BYTES;
    private static final long DOMAIN_AND_PADDING = 0x1f;

    private final long[] state = new long[KeccakLanes.WORDS];

    /** Bytes of the block absorbed so far, or words of it given so far; never a full block of input. */
    private int position;

    private boolean squeezing;

    /** Number of these hashes that run side by side. If it is 1, each may run on a thread of its own. */
    public static int lanes(int hashes) {
        return KeccakLanes.best(hashes).lanes();
    }

    /** Absorbs bytes; for much input, words are quicker. */
    public Shake256 absorb(byte[] bytes) {
        requireAbsorbing();
        for (byte b : bytes) {
            state[position / Long.BYTES] ^= (b & 0xffL) << 8 * (position % Long.BYTES);
            position++;
            if (position == RATE) {
                KeccakLanes.scalar().permute(state);
                position = 0;
            }
        }
        return this;
    }

    /** Absorbs words. */
    public Shake256 absorb(long[] words) {
        absorb(KeccakLanes.scalar(), new Shake256[] {this}, new long[][] {words});
        return this;
    }

    /**
     * Stores the next words of the output.
     *
     * @param from where in {@code out}
     */
    public void squeeze(long[] out, int from, int count) {
        squeeze(KeccakLanes.scalar(), new Shake256[] {this}, new long[][] {out}, from, count);
    }

    /** Has each hash absorb its own words; arrays may be the same. */
    public static void absorb(Shake256[] hashes, long[][] words) {
        absorb(KeccakLanes.best(hashes.length), hashes, words);
    }

    /** Stores the next words of the output of each hash in its own array. */
    public static void squeeze(Shake256[] hashes, long[][] out, int from, int count) {
        squeeze(KeccakLanes.best(hashes.length), hashes, out, from, count);
    }

    static void absorb(KeccakLanes lanes, Shake256[] hashes, long[][] words) {
        Step[] steps = new Step[hashes.length];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i].requireAbsorbing();
            steps[i] = new Absorbing(hashes[i], words[i]);
        }
        run(lanes, steps);
    }

    static void squeeze(KeccakLanes lanes, Shake256[] hashes, long[][] out, int from, int count) {
        Step[] steps = new Step[hashes.length];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i].endInput();
            steps[i] = new Squeezing(hashes[i], out[i], from, from + count);
        }
        run(lanes, steps);
    }

    private void requireAbsorbing() {
        if (squeezing) {
            throw new IllegalStateException("a hash that gave output takes no more input");
        }
    }

    /** Pads the input; the block is as one of which all words were given. */
    private void endInput() {
        if (!squeezing) {
            state[position / Long.BYTES] ^= DOMAIN_AND_PADDING << 8 * (position % Long.BYTES);
            state[RATE_WORDS - 1] ^= Long.MIN_VALUE;
            position = RATE_WORDS;
            squeezing = true;
        }
    }

    private static void run(KeccakLanes kernel, Step[] steps) {
        int lanes = kernel.lanes();
        long[] states = new long[KeccakLanes.WORDS * lanes];
        for (int first = 0; first < steps.length; first += lanes) {
            int count = Math.min(lanes, steps.length - first);
            for (int lane = 0; lane < count; lane++) {
                steps[first + lane].load(states, lane, lanes);
            }
            while (advance(steps, first, count, states, lanes)) {
                kernel.permute(states);
            }
        }
    }

    /** Whether a hash needs a permutation to go on. */
    private static boolean advance(Step[] steps, int first, int count, long[] states, int lanes) {
        boolean going = false;
        for (int lane = 0; lane < count; lane++) {
            Step step = steps[first + lane];
            if (step.done) {
                continue;
            }
            if (step.advance(states, lane, lanes)) {
                going = true;
            } else {
                step.store(states, lane, lanes);
            }
        }
        return going;
    }

    /** What a hash does in a lane between two permutations. */
    private abstract static class Step {
        final Shake256 hash;
        private boolean done;

        Step(Shake256 hash) {
            this.hash = hash;
        }

        /** Goes on to the end of the block, or of what there is to do; whether there is more to do. */
        abstract boolean advance(long[] states, int lane, int lanes);

        final void load(long[] states, int lane, int lanes) {
            for (int word = 0; word < KeccakLanes.WORDS; word++) {
                states[word * lanes + lane] = hash.state[word];
            }
        }

        final void store(long[] states, int lane, int lanes) {
            for (int word = 0; word < KeccakLanes.WORDS; word++) {
                hash.state[word] = states[word * lanes + lane];
            }
            done = true;
        }
    }

    /** Words are shifted if bytes before them do not fill a word: each brings along the rest of the one before. */
    private static final class Absorbing extends Step {
        private final long[] words;
        private final int shift;
        private int next;
        private int word;
        private long rest;

        Absorbing(Shake256 hash, long[] words) {
            super(hash);
            this.words = words;
            this.shift = 8 * (hash.position % Long.BYTES);
            this.word = hash.position / Long.BYTES;
        }

        @Override
        boolean advance(long[] states, int lane, int lanes) {
            int count = Math.min(RATE_WORDS - word, words.length - next);
            int at = word * lanes + lane;
            long carried = rest;
            for (int i = next; i < next + count; i++, at += lanes) {
                states[at] ^= words[i] << shift | carried;
                carried = words[i] >>> 1 >>> Long.SIZE - 1 - shift;
            }
            next += count;
            word += count;
            if (word == RATE_WORDS) {
                rest = carried;
                word = 0;
                return true;
            }
            states[at] ^= carried;
            hash.position = word * Long.BYTES + shift / 8;
            return false;
        }
    }

    private static final class Squeezing extends Step {
        private final long[] out;
        private final int to;
        private int next;

        Squeezing(Shake256 hash, long[] out, int from, int to) {
            super(hash);
            this.out = out;
            this.next = from;
            this.to = to;
        }

        @Override
        boolean advance(long[] states, int lane, int lanes) {
            if (next == to) {
                return false;
            }
            int count = Math.min(RATE_WORDS - hash.position, to - next);
            int at = hash.position * lanes + lane;
            for (int i = next; i < next + count; i++, at += lanes) {
                out[i] = states[at];
            }
            next += count;
            hash.position += count;
            if (next == to) {
                return false;
            }
            hash.position = 0;
            return true;
        }
    }
}
