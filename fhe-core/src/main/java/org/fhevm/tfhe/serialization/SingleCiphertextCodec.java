package org.fhevm.tfhe.serialization;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.fhevm.tfhe.integer.DataKind;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.SingleCiphertext;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Single values: a boolean, or an integer of any width. There is one codec for each of the three names that they have; the
 * width is not part of the name, so whoever expects one must look at the kind that was read, as {@link
 * SingleCiphertextConformance} does.
 */
public final class SingleCiphertextCodec extends EnvelopeCodec<SingleCiphertext> {
    /** {@code FheBool}. */
    public static final SingleCiphertextCodec BOOL =
            new SingleCiphertextCodec("high_level_api::FheBool", DataKind.Bool.class, blocks -> new DataKind.Bool());

    /** {@code FheUint2} to {@code FheUint2048}. */
    public static final SingleCiphertextCodec UNSIGNED =
            new SingleCiphertextCodec("high_level_api::FheUint", DataKind.Unsigned.class, DataKind.Unsigned::new);

    /** {@code FheInt2} to {@code FheInt2048}. */
    public static final SingleCiphertextCodec SIGNED =
            new SingleCiphertextCodec("high_level_api::FheInt", DataKind.Signed.class, DataKind.Signed::new);

    private static final int WITHOUT_TAG = 0;
    /** A block of no words without versions: a count, five numbers, a modulus of 24 bytes and an order of 4. */
    private static final int MINIMAL_BLOCK_BYTES = 8 + 4 * 8 + 24 + 4;

    private final Class<? extends DataKind> kindType;
    private final IntFunction<DataKind> kindOfBlocks;

    private SingleCiphertextCodec(
            String typeName, Class<? extends DataKind> kindType, IntFunction<DataKind> kindOfBlocks) {
        super(typeName, SizeLimits.CIPHERTEXT);
        this.kindType = kindType;
        this.kindOfBlocks = kindOfBlocks;
    }

    /** The codec of values of this kind. */
    public static SingleCiphertextCodec of(DataKind kind) {
        return switch (kind) {
            case DataKind.Bool bool -> BOOL;
            case DataKind.Unsigned unsigned -> UNSIGNED;
            case DataKind.Signed signed -> SIGNED;
        };
    }

    @Override
    SingleCiphertext readBody(BodyReader reader) throws MalformedInputException {
        int version = reader.version(typeName(), 1);
        reader.onlyVersion("inner ciphertext"); // on CPU or GPU, in the original
        reader.onlyVersion(this == BOOL ? "BooleanBlock" : "RadixCiphertext");
        int blockCount = this == BOOL ? 1 : reader.count(MINIMAL_BLOCK_BYTES);
        if (blockCount == 0) {
            throw reader.malformed("an encrypted integer has at least one block");
        }
        List<ShortintCiphertext> blocks = new ArrayList<>(blockCount);
        BlockSeries series = readBlock(reader, blocks);
        for (int i = 1; i < blockCount; i++) {
            series = BlockSeries.agree(series, readBlock(reader, blocks), reader);
        }
        byte[] tag = version == WITHOUT_TAG ? new byte[0] : SmallTypes.readTag(reader);
        return new SingleCiphertext(
                kindOfBlocks.apply(blockCount),
                new RadixCiphertext(blocks),
                series.messageModulus(),
                series.carryModulus(),
                series.pbsOrder(),
                tag);
    }

    /** Appends a block and returns what it says beside its content. */
    private static BlockSeries readBlock(BodyReader reader, List<ShortintCiphertext> blocks)
            throws MalformedInputException {
        reader.onlyVersion("Ciphertext");
        reader.onlyVersion("LweCiphertext");
        long[] words = reader.words();
        SmallTypes.readModulus(reader);
        int degree = reader.quantity("Degree");
        int noiseLevel = SmallTypes.readNoiseLevel(reader);
        blocks.add(reader.build(() -> new ShortintCiphertext(words, degree, noiseLevel)));
        int messageModulus = reader.quantity("MessageModulus");
        int carryModulus = reader.quantity("CarryModulus");
        return new BlockSeries(messageModulus, carryModulus, SmallTypes.readPbsOrder(reader));
    }

    @Override
    void writeBody(SingleCiphertext value, BodyWriter writer) {
        if (!kindType.isInstance(value.kind())) {
            throw new IllegalArgumentException(value.kind() + " cannot be written as " + typeName());
        }
        writer.version(1);
        writer.version(0);
        writer.version(0);
        if (this != BOOL) {
            writer.u64(value.ciphertext().blockCount());
        }
        for (ShortintCiphertext block : value.ciphertext().blocks()) {
            writeBlock(value, block, writer);
        }
        SmallTypes.writeTag(value.tag(), writer);
    }

    private static void writeBlock(SingleCiphertext value, ShortintCiphertext block, BodyWriter writer) {
        writer.version(0);
        writer.version(0);
        writer.words(block.words());
        SmallTypes.writeModulus(writer);
        writer.quantity(block.degree());
        SmallTypes.writeNoiseLevel(block.noiseLevel(), writer);
        writer.quantity(value.messageModulus());
        writer.quantity(value.carryModulus());
        SmallTypes.writePbsOrder(value.pbsOrder(), writer);
    }
}
