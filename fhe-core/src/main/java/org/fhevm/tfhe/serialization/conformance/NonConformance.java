package org.fhevm.tfhe.serialization.conformance;

import org.fhevm.tfhe.serialization.MalformedInputException;

/** Makes the refusal of a readable object that does not fit the parameters, in the words of tfhe-rs. */
final class NonConformance {
    private NonConformance() {}

    static MalformedInputException of(String typeName, String detail) {
        return new MalformedInputException(
                "Deserialized object of type " + typeName + " not conformant with given parameter set", 0, detail);
    }
}
