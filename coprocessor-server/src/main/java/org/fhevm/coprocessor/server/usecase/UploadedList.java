package org.fhevm.coprocessor.server.usecase;

import java.util.List;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.server.input.InputList;
import org.fhevm.tfhe.operation.FheType;

/**
 * A list of an upload that has been read. It goes through the whole upload: proof, expansion, storage and attestation.
 *
 * @param index of the list in the request, for errors
 * @param payload as the caller sent it
 * @param contract that the list is for
 * @param user that the list is for
 * @param blob names the payload
 * @param handles of the values, in order
 */
record UploadedList(
        int index,
        Bytes payload,
        EthereumAddress contract,
        EthereumAddress user,
        BlobHash blob,
        InputList list,
        List<Handle> handles) {
    /** The values, in order. */
    List<Value> values() {
        return IntStream.range(0, handles.size())
                .mapToObj(value ->
                        new Value(value, handles.get(value), list.types().get(value)))
                .toList();
    }

    /**
     * A value of the list.
     *
     * @param index of the value in the list
     */
    record Value(int index, Handle handle, FheType type) {}
}
