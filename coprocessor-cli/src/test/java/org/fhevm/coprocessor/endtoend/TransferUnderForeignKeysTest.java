package org.fhevm.coprocessor.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.endtoend.RunningCoprocessor.computation;
import static org.fhevm.coprocessor.endtoend.RunningCoprocessor.handle;

import com.google.protobuf.ByteString;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.fhevm.coprocessor.common.tenant.KeyContent;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.endtoend.RunningCoprocessor.Result;
import org.fhevm.coprocessor.endtoend.RunningCoprocessor.TenantKeyFiles;
import org.fhevm.tfhe.client.ClientKey;
import org.fhevm.tfhe.core.algorithm.FourierKeyConversion;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.serialization.ClientKeyCodec;
import org.fhevm.tfhe.serialization.CompressedServerKeyCodec;
import org.fhevm.tfhe.serialization.ServerKeyCodec;
import org.fhevm.tfhe.serialization.SizeLimits;
import org.fhevm.tfhe.shortint.SeededExpansion;
import org.fhevm.tfhe.testing.TestVectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tenant whose keys and inputs tfhe-rs made: the confidential transfer, from proven list to decrypted balances. */
@EmbeddedDatabase
class TransferUnderForeignKeysTest {

    @Test
    void transfersUnderToyKeys(Database database) throws Exception {
        TestVectors toy = TestVectors.toy();
        TenantKeyFiles keys = new TenantKeyFiles(
                KeyContent.ofBytes(toy.bytes("keys/pks")),
                KeyContent.ofBytes(toy.bytes("keys/sks")),
                KeyContent.ofBytes(toy.bytes("keys/pp")));
        try (RunningCoprocessor coprocessor = new RunningCoprocessor(database, keys, clientKey(toy))) {
            // 0x26, 0xff, 0, 0xa5: the payer has 0xff, pays 0x26, and the payee has 0xa5.
            List<ByteString> inputs = coprocessor.upload(toy.bytes("inputs/u8x4.proof.meta.proven"));
            transfer(
                    coprocessor,
                    FheType.UINT8,
                    inputs.get(1),
                    inputs.get(0),
                    inputs.get(3),
                    inputs.get(2),
                    0x26,
                    0xff - 0x26,
                    0xa5 + 0x26);
        }
    }

    @Test
    @Tag("real")
    void transfersUnderKeysOfTheRealSize(Database database, @TempDir Path folder) throws Exception {
        TestVectors real = TestVectors.real();
        Path serverKey = folder.resolve("sks");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(serverKey), 1 << 20)) {
            ServerKeyCodec.INSTANCE.write(
                    SeededExpansion.expand(CompressedServerKeyCodec.INSTANCE.read(real.bytes("keys/csks")))
                            .transform(FourierKeyConversion::toFourier),
                    out,
                    SizeLimits.KEY);
        }
        TenantKeyFiles keys = new TenantKeyFiles(
                KeyContent.ofBytes(real.bytes("keys/pks")),
                KeyContent.ofFile(serverKey),
                KeyContent.ofBytes(real.bytes("keys/pp")));
        try (RunningCoprocessor coprocessor = new RunningCoprocessor(database, keys, clientKey(real))) {
            List<ByteString> inputs = coprocessor.upload(real.bytes("inputs/transfer.verify.proven"));
            transfer(
                    coprocessor,
                    FheType.UINT64,
                    inputs.get(0),
                    inputs.get(1),
                    inputs.get(2),
                    inputs.get(3),
                    10,
                    90,
                    30);
        }
    }

    private static ClientKey clientKey(TestVectors vectors) throws Exception {
        return ClientKeyCodec.INSTANCE.read(vectors.bytes("keys/cks"));
    }

    /** Results are announced before what they depend on, as a node may do. */
    private static void transfer(
            RunningCoprocessor coprocessor,
            FheType type,
            ByteString payer,
            ByteString amount,
            ByteString payee,
            ByteString zero,
            int moved,
            int payerAfter,
            int payeeAfter)
            throws Exception {
        ByteString difference = coprocessor.newHandle();
        ByteString sum = coprocessor.newHandle();
        ByteString covered = coprocessor.newHandle();
        ByteString chosen = coprocessor.newHandle();
        coprocessor.compute(List.of(
                computation(FheOperation.SUB, difference, handle(payer), handle(chosen)),
                computation(FheOperation.ADD, sum, handle(payee), handle(chosen)),
                computation(FheOperation.LE, covered, handle(amount), handle(payer)),
                computation(FheOperation.IF_THEN_ELSE, chosen, handle(covered), handle(amount), handle(zero))));
        assertThat(coprocessor.results(List.of(covered, chosen, difference, sum)))
                .containsExactly(
                        new Result(FheType.BOOL, BigInteger.ONE),
                        new Result(type, BigInteger.valueOf(moved)),
                        new Result(type, BigInteger.valueOf(payerAfter)),
                        new Result(type, BigInteger.valueOf(payeeAfter)));
    }
}
