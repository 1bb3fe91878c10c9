package org.fhevm.tfhe.serialization;

import java.util.Collections;
import java.util.List;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.integer.ciphertext.CompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.shortint.CompactBlockList;

/** Values encrypted with a compact public key, without proof. */
public final class CompactCiphertextListCodec extends SafeSerializedCodec<CompactCiphertextList> {
    public static final CompactCiphertextListCodec INSTANCE = new CompactCiphertextListCodec();

    private static final int WITHOUT_TAG = 0;
    private static final int ONE_WIDTH_FOR_ALL = 0;

    private CompactCiphertextListCodec() {
        super("high_level_api::CompactCiphertextList", SizeLimits.CIPHERTEXT);
    }

    @Override
    CompactCiphertextList readBody(BodyReader reader) throws MalformedInputException {
        int version = reader.version("CompactCiphertextList", 1);
        int integerVersion = reader.version("integer CompactCiphertextList", 1);
        CompactBlockList blocks = CompactBlockListLayout.read(reader);
        List<DataKind> kinds =
                integerVersion == ONE_WIDTH_FOR_ALL ? readCommonKind(reader, blocks) : DataKindLayout.readAll(reader);
        KeyTag tag = version == WITHOUT_TAG ? KeyTag.EMPTY : CommonTypes.readTag(reader);
        return new CompactCiphertextList(blocks, kinds, tag);
    }

    /** The first layout knew unsigned integers of one width only, and one block for each LWE. */
    private static List<DataKind> readCommonKind(BodyReader reader, CompactBlockList blocks)
            throws MalformedInputException {
        int blocksPerInteger = reader.size("number of blocks per integer");
        if (blocksPerInteger == 0) {
            throw reader.malformed("an encrypted integer has at least one block");
        }
        int integers = blocks.ciphertexts().lweCount() / blocksPerInteger;
        return Collections.nCopies(integers, new DataKind.Unsigned(blocksPerInteger));
    }

    @Override
    void writeBody(CompactCiphertextList list, BodyWriter writer) {
        writer.version(1);
        writer.version(1);
        CompactBlockListLayout.write(list.blocks(), writer);
        DataKindLayout.writeAll(list.kinds(), writer);
        CommonTypes.writeTag(list.tag(), writer);
    }
}
