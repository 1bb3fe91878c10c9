package org.fhevm.coprocessor.server.input;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.common.hash.Keccak256;
import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.tfhe.operation.FheType;

/**
 * The handles of the values of an input. Contracts read their parts:
 *
 * <pre>
 *   keccak256( blob hash (32) ‖ index (1) ‖ access control contract (20) ‖ chain id (8, big-endian) )
 *   with the last three bytes replaced by  index ‖ type ‖ version
 * </pre>
 */
public final class InputHandles {
    /** The index of a value is one byte of its handle. */
    public static final int MAXIMUM_VALUES = 256;

    private static final int INDEX_BYTE = 29;
    private static final int TYPE_BYTE = 30;
    private static final int VERSION_BYTE = 31;
    private static final byte CIPHERTEXT_VERSION = 0;

    private InputHandles() {}

    /** The handles of the values of an input, in order. */
    public static List<Handle> of(BlobHash blob, EthereumAddress acl, ChainId chain, List<FheType> types) {
        if (types.size() > MAXIMUM_VALUES) {
            throw new IllegalArgumentException(types.size() + " values cannot be told apart by one byte");
        }
        List<Handle> handles = new ArrayList<>(types.size());
        for (int index = 0; index < types.size(); index++) {
            byte[] handle = Keccak256.hash(blob.bytes(), new byte[] {(byte) index}, acl.bytes(), chain.bigEndian());
            handle[INDEX_BYTE] = (byte) index;
            handle[TYPE_BYTE] = (byte) types.get(index).code();
            handle[VERSION_BYTE] = CIPHERTEXT_VERSION;
            handles.add(Handle.of(handle));
        }
        return handles;
    }
}
