package org.fhevm.tfhe.serialization;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.SingleCiphertext;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * Single values: a boolean, or an integer of any width. There is one codec for each of their three names. The width is
 * not part of the name, so a caller that expects one must check the kind of the value, as
 * {@code conformance.SingleCiphertextConformance} does.
 */
public final class SingleCiphertextCodec extends SafeSerializedCodec<SingleCiphertext> {
    /** {@code FheBool}. */
    public static final SingleCiphertextCodec BOOL = new SingleCiphertextCodec(ValueFamily.BOOL);

    /** {@code FheUint2} to {@code FheUint2048}. */
    public static final SingleCiphertextCodec UNSIGNED = new SingleCiphertextCodec(ValueFamily.UNSIGNED);

    /** {@code FheInt2} to {@code FheInt2048}. */
    public static final SingleCiphertextCodec SIGNED = new SingleCiphertextCodec(ValueFamily.SIGNED);

    private static final int WITHOUT_TAG = 0;
    /** A block of no words without versions: a count, five numbers, a modulus of 24 bytes and an order of 4. */
    private static final int MINIMAL_BLOCK_BYTES = 8 + 4 * 8 + 24 + 4;

    private final ValueFamily family;

    private SingleCiphertextCodec(ValueFamily family) {
        super(family.typeName(), SizeLimits.CIPHERTEXT);
        this.family = family;
    }

    /** The codec of values of this kind. */
    public static SingleCiphertextCodec of(DataKind kind) {
        return switch (ValueFamily.of(kind)) {
            case BOOL -> BOOL;
            case UNSIGNED -> UNSIGNED;
            case SIGNED -> SIGNED;
        };
    }

    @Override
    SingleCiphertext readBody(BodyReader reader) throws MalformedInputException {
        int version = reader.version(typeName(), 1);
        reader.onlyVersion("inner ciphertext"); // on CPU or GPU, in the original
        reader.onlyVersion(family == ValueFamily.BOOL ? "BooleanBlock" : "RadixCiphertext");
        int blockCount = family.readBlockCount(reader, MINIMAL_BLOCK_BYTES);
        List<ShortintCiphertext> blocks = new ArrayList<>(blockCount);
        BlockSeries series = readBlock(reader, blocks);
        for (int i = 1; i < blockCount; i++) {
            series = BlockSeries.agree(series, readBlock(reader, blocks), reader);
        }
        KeyTag tag = version == WITHOUT_TAG ? KeyTag.EMPTY : CommonTypes.readTag(reader);
        return new SingleCiphertext(
                family.kind(blockCount),
                new RadixCiphertext(blocks),
                series.messageModulus(),
                series.carryModulus(),
                series.pbsOrder(),
                tag);
    }

    /** Appends a block and returns its repeated properties. */
    private static BlockSeries readBlock(BodyReader reader, List<ShortintCiphertext> blocks)
            throws MalformedInputException {
        reader.onlyVersion("Ciphertext");
        reader.onlyVersion("LweCiphertext");
        long[] words = reader.words();
        CommonTypes.readModulus(reader);
        int degree = reader.quantity("Degree");
        int noiseLevel = CommonTypes.readNoiseLevel(reader);
        blocks.add(reader.build(() -> new ShortintCiphertext(words, degree, noiseLevel)));
        int messageModulus = reader.quantity("MessageModulus");
        int carryModulus = reader.quantity("CarryModulus");
        return new BlockSeries(messageModulus, carryModulus, CommonTypes.readPbsOrder(reader));
    }

    @Override
    void writeBody(SingleCiphertext value, BodyWriter writer) {
        family.require(value.kind());
        writer.version(1);
        writer.version(0);
        writer.version(0);
        family.writeBlockCount(value.ciphertext().blockCount(), writer);
        for (ShortintCiphertext block : value.ciphertext().blocks()) {
            writeBlock(value, block, writer);
        }
        CommonTypes.writeTag(value.tag(), writer);
    }

    private static void writeBlock(SingleCiphertext value, ShortintCiphertext block, BodyWriter writer) {
        writer.version(0);
        writer.version(0);
        writer.words(block.words());
        CommonTypes.writeModulus(writer);
        writer.quantity(block.degree());
        CommonTypes.writeNoiseLevel(block.noiseLevel(), writer);
        writer.quantity(value.messageModulus());
        writer.quantity(value.carryModulus());
        CommonTypes.writePbsOrder(value.pbsOrder(), writer);
    }
}
