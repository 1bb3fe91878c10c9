package org.fhevm.tfhe.operation;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;
import org.fhevm.tfhe.executor.BootstrapCounter;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.executor.CountingExecutor;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.RadixContext;
import org.fhevm.tfhe.integer.ciphertext.CompactListExpansion;
import org.fhevm.tfhe.integer.ciphertext.CompressedCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.Compression;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.parameters.PbsOrder;
import org.fhevm.tfhe.serialization.CompressedCiphertextListCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.conformance.CompressedListConformance;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/** The evaluator over a tenant's real keys: binds the rows of {@link FheOperation} to the integer layer. */
public final class ServerKeyEvaluator implements FheEvaluator {
    private final RadixContext context;
    private final CompressedListConformance storedForm;
    private final OperationDispatch dispatch;

    /**
     * @param key the tenant's keys, with compression and decompression parts
     * @param executor where bootstraps run; shared with other evaluators
     * @throws IllegalArgumentException if a part of the keys is missing
     */
    public ServerKeyEvaluator(ServerKey key, BootstrapExecutor executor) {
        this(new RadixContext(key, executor), storedForm(key));
    }

    private ServerKeyEvaluator(RadixContext context, CompressedListConformance storedForm) {
        this.context = context;
        this.storedForm = storedForm;
        this.dispatch = new OperationDispatch(context);
    }

    private static CompressedListConformance storedForm(ServerKey key) {
        ServerKey.Compression compression = key.compression();
        ServerKey.Decompression decompression = key.decompression();
        return new CompressedListConformance(
                key.modulus(),
                key.modulus(),
                PbsOrder.KEYSWITCH_BOOTSTRAP,
                compression.key().glweDimension(),
                compression.key().polynomialSize(),
                decompression.lwePerGlwe(),
                compression.storageLogModulus());
    }

    @Override
    public FheEvaluator withCounter(BootstrapCounter counter) {
        CountingExecutor counted = new CountingExecutor(context.executor(), counter);
        return new ServerKeyEvaluator(new RadixContext(context.key(), counted), storedForm);
    }

    @Override
    public FheValue evaluate(FheOperation operation, FheType resultType, List<FheOperand> operands)
            throws FheComputationException {
        for (FheOperand operand : operands) {
            if (operand instanceof FheOperand.Encrypted encrypted) {
                context.requireOperand(encrypted.value().ciphertext());
            }
        }
        return new FheValue(resultType, dispatch.apply(operation, resultType, operands));
    }

    @Override
    public FheValue trivialEncrypt(FheType type, byte[] bigEndian) {
        return dispatch.trivial(type, ScalarDecoding.trivialValue(type, bigEndian));
    }

    @Override
    public byte[] compress(FheValue value) {
        CompressedCiphertextList list =
                Compression.compress(context, List.of(value.ciphertext()), List.of(kindOf(value.type())));
        return CompressedCiphertextListCodec.INSTANCE.write(list);
    }

    private static DataKind kindOf(FheType type) {
        return type.isBool() ? new DataKind.Bool() : new DataKind.Unsigned(type.blocks());
    }

    @Override
    public FheValue decompress(byte[] stored, FheType type) throws MalformedInputException {
        CompressedCiphertextList list = CompressedCiphertextListCodec.INSTANCE.read(stored);
        storedForm.require(list);
        if (!list.kinds().equals(List.of(kindOf(type)))) {
            throw new MalformedInputException(
                    "a stored " + type + " is expected, the list holds " + list.kinds(), stored.length);
        }
        return new FheValue(type, Compression.decompress(context, list, 0));
    }

    @Override
    public List<FheValue> expand(ProvenCompactCiphertextList list) throws MalformedInputException {
        List<FheType> types = new ArrayList<>();
        for (DataKind kind : list.kinds()) {
            types.add(typeOf(kind));
        }
        List<RadixCiphertext> values = CompactListExpansion.expand(context, parts(list), list.kinds());
        List<FheValue> result = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            result.add(new FheValue(types.get(i), values.get(i)));
        }
        return result;
    }

    @Override
    public List<ShortintCiphertext> expandBlocks(ProvenCompactCiphertextList list, int from, int to)
            throws MalformedInputException {
        for (DataKind kind : list.kinds()) {
            typeOf(kind);
        }
        return CompactListExpansion.blocks(context, parts(list), list.kinds(), from, to);
    }

    private static List<LweCompactCiphertextList> parts(ProvenCompactCiphertextList list) {
        return list.parts().stream().map(part -> part.blocks().ciphertexts()).toList();
    }

    private static FheType typeOf(DataKind kind) throws MalformedInputException {
        for (FheType type : FheType.values()) {
            if (kindOf(type).equals(kind)) {
                return type;
            }
        }
        throw new MalformedInputException("no type of values has the kind " + kind, 0);
    }
}
