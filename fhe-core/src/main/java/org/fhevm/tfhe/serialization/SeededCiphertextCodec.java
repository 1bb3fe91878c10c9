package org.fhevm.tfhe.serialization;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.SeededCiphertext;
import org.fhevm.tfhe.math.random.Seed;
import org.fhevm.tfhe.shortint.SeededBlock;

/**
 * Single values with seeds instead of masks. The other compressed form of tfhe-rs, made by modulus switching, bears the
 * same names and is refused: restoring it takes a server key.
 */
public final class SeededCiphertextCodec extends SafeSerializedCodec<SeededCiphertext> {
    /** {@code CompressedFheBool}. */
    public static final SeededCiphertextCodec BOOL = new SeededCiphertextCodec(ValueFamily.BOOL);

    /** {@code CompressedFheUint2} to {@code CompressedFheUint2048}. */
    public static final SeededCiphertextCodec UNSIGNED = new SeededCiphertextCodec(ValueFamily.UNSIGNED);

    /** {@code CompressedFheInt2} to {@code CompressedFheInt2048}. */
    public static final SeededCiphertextCodec SIGNED = new SeededCiphertextCodec(ValueFamily.SIGNED);

    private static final int WITHOUT_TAG = 0;
    private static final int SEEDED = 0;
    /** A block without versions: a body, a dimension, a seed, a modulus, four numbers and an order. */
    private static final int MINIMAL_BLOCK_BYTES = 8 + 8 + 16 + 24 + 4 * 8 + 4;

    private final ValueFamily family;

    private SeededCiphertextCodec(ValueFamily family) {
        super(family.compressedTypeName(), SizeLimits.CIPHERTEXT);
        this.family = family;
    }

    /** The codec of values of this kind. */
    public static SeededCiphertextCodec of(DataKind kind) {
        return switch (ValueFamily.of(kind)) {
            case BOOL -> BOOL;
            case UNSIGNED -> UNSIGNED;
            case SIGNED -> SIGNED;
        };
    }

    @Override
    SeededCiphertext readBody(BodyReader reader) throws MalformedInputException {
        int version = reader.version(typeName(), 1);
        reader.version("inner compressed ciphertext", newestInnerVersion()); // the seeded variant never changed
        if (reader.variant("inner compressed ciphertext", 2) != SEEDED) {
            throw reader.unsupported("a ciphertext compressed by modulus switching");
        }
        if (family != ValueFamily.BOOL) {
            reader.onlyVersion("CompressedRadixCiphertext");
        }
        int blockCount = family.readBlockCount(reader, MINIMAL_BLOCK_BYTES);
        List<SeededBlock> blocks = new ArrayList<>(blockCount);
        BlockSeries series = readBlock(reader, blocks);
        for (int i = 1; i < blockCount; i++) {
            series = BlockSeries.agree(series, readBlock(reader, blocks), reader);
        }
        KeyTag tag = version == WITHOUT_TAG ? KeyTag.EMPTY : CommonTypes.readTag(reader);
        return new SeededCiphertext(
                family.kind(blockCount),
                blocks,
                series.messageModulus(),
                series.carryModulus(),
                series.pbsOrder(),
                tag);
    }

    private int newestInnerVersion() {
        return family == ValueFamily.BOOL ? 0 : 1;
    }

    /** Appends a block and returns its repeated properties. Unlike in a plain block, the noise level is last. */
    private static BlockSeries readBlock(BodyReader reader, List<SeededBlock> blocks) throws MalformedInputException {
        reader.onlyVersion("CompressedCiphertext");
        reader.onlyVersion("SeededLweCiphertext");
        long body = reader.u64();
        int lweSize = reader.quantity("LweSize");
        Seed seed = CommonTypes.readSeed(reader);
        CommonTypes.readModulus(reader);
        int degree = reader.quantity("Degree");
        int messageModulus = reader.quantity("MessageModulus");
        int carryModulus = reader.quantity("CarryModulus");
        BlockSeries series = new BlockSeries(messageModulus, carryModulus, CommonTypes.readPbsOrder(reader));
        int noiseLevel = CommonTypes.readNoiseLevel(reader);
        blocks.add(reader.build(() -> new SeededBlock(seed, body, lweSize - 1, degree, noiseLevel)));
        return series;
    }

    @Override
    void writeBody(SeededCiphertext value, BodyWriter writer) {
        family.require(value.kind());
        writer.version(1);
        writer.version(newestInnerVersion());
        writer.variant(SEEDED);
        if (family != ValueFamily.BOOL) {
            writer.version(0);
        }
        family.writeBlockCount(value.blocks().size(), writer);
        for (SeededBlock block : value.blocks()) {
            writeBlock(value, block, writer);
        }
        CommonTypes.writeTag(value.tag(), writer);
    }

    private static void writeBlock(SeededCiphertext value, SeededBlock block, BodyWriter writer) {
        writer.version(0);
        writer.version(0);
        writer.u64(block.body());
        writer.quantity(block.lweDimension() + 1L);
        CommonTypes.writeSeed(block.seed(), writer);
        CommonTypes.writeModulus(writer);
        writer.quantity(block.degree());
        writer.quantity(value.messageModulus());
        writer.quantity(value.carryModulus());
        CommonTypes.writePbsOrder(value.pbsOrder(), writer);
        CommonTypes.writeNoiseLevel(block.noiseLevel(), writer);
    }
}
